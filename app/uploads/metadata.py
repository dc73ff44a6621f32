"""Taking out of a photograph what its camera wrote beside the picture: the place, the time, the device, its owner.

The picture itself is not touched: no pixel is encoded anew.
"""

import struct

_END, _SCAN = 0xD9, 0xDA
# Exif and XMP, several pictures in one file, IPTC, remarks. Colour profiles and what decoders need stay.
_EXIF, _MORE, _IPTC, _REMARK = 0xE1, 0xE2, 0xED, 0xFE
_PICTURES = b"MPF\0"
_ORIENTATION = 0x0112
_HEADER = b"Exif\0\0"


def without_metadata(data: bytes) -> bytes:
    """Return a JPEG with the direction in which it is held up and nothing else that tells of its origin.

    What follows the picture, such as the film of a moving photograph, goes too. A file that is built in an unusual
    way is returned as it is: `check_image` decides about it.
    """
    kept = [data[:2]]
    direction = 1
    place = 2
    while True:
        while data[place : place + 2] == b"\xff\xff":
            place += 1
        head = data[place : place + 4]
        if len(head) < 2 or head[0] != 0xFF:
            return data
        marker = head[1]
        if marker == _END:
            kept.append(head[:2])
            break
        if len(head) < 4:
            return data
        until = place + 2 + int.from_bytes(head[2:4], "big")
        if marker == _SCAN:
            until = _end_of_scan(data, until)
        part = data[place:until]
        if until > len(data) or until < place + 4:
            return data
        if marker == _EXIF and part[4:10] == _HEADER:
            direction = _direction(part[10:]) or direction
        if marker not in (_EXIF, _IPTC, _REMARK) and not (marker == _MORE and part[4:8] == _PICTURES):
            kept.append(part)
        place = until
    if direction != 1:
        kept.insert(1, _exif(direction))
    return b"".join(kept)


def _end_of_scan(data: bytes, place: int) -> int:
    """Return where the coded picture ends: at a marker that is neither a stuffed byte nor a restart."""
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            return len(data) + 1
        following = data[place + 1]
        if following == 0xFF:
            place += 1
        elif following == 0 or 0xD0 <= following <= 0xD7:
            place += 2
        else:
            return place


def _direction(tiff: bytes) -> int | None:
    """Return how the picture has to be turned, or None when that is not said in the usual way."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return None
    try:
        first = struct.unpack_from(f"{order}I", tiff, 4)[0]
        for number in range(min(struct.unpack_from(f"{order}H", tiff, first)[0], 200)):
            tag, kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
                return int(value)
    except struct.error:
        return None
    return None


def _exif(direction: int) -> bytes:
    """Return a part of a JPEG that says nothing but how the picture has to be turned."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, direction, 0, 0)
    body = _HEADER + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
