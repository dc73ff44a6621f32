"""Taking out of a photograph what its camera wrote beside the picture: the place, the time, the device, its owner.

The picture itself is not touched: no pixel is encoded anew.
"""

import struct
import zlib

_END, _SCAN = 0xD9, 0xDA
# Exif and XMP, several pictures in one file, IPTC, remarks. Colour profiles and what decoders need stay.
_EXIF, _MORE, _IPTC, _REMARK = 0xE1, 0xE2, 0xED, 0xFE
_PICTURES = b"MPF\0"
_ORIENTATION = 0x0112
_HEADER = b"Exif\0\0"

_PNG = b"\x89PNG\r\n\x1a\n"
# What pictures are drawn by: colours, transparency, the size of a dot, frames. What no decoder may skip stays too.
_PNG_DRAWN = frozenset(b"tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD hIST sPLT pHYs acTL fcTL fdAT".split())
_PNG_EXIF, _PNG_HEAD, _PNG_END = b"eXIf", b"IHDR", b"IEND"

_WEBP_DRAWN = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_EXIF, _WEBP_HEAD = b"EXIF", b"VP8X"
_SAYS_EXIF, _SAYS_XMP = 0x08, 0x04


def without_metadata(data: bytes) -> bytes:
    """Return a JPEG, PNG or WEBP with the direction in which it is held up and nothing else that tells of its origin.

    What follows the picture, such as the film of a moving photograph, goes too. Another file, or one that is built in
    an unusual way, is returned as it is: `check_image` decides about it.
    """
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(_PNG):
        return _png(data)
    return _webp(data) if data.startswith(b"RIFF") and data[8:12] == b"WEBP" else data


def _jpeg(data: bytes) -> bytes:
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


def _png(data: bytes) -> bytes:
    kept = [_PNG]
    direction = 1
    place = len(_PNG)
    while True:
        until = place + 12 + int.from_bytes(data[place : place + 4], "big")
        if until > len(data):
            return data
        name, part = data[place + 4 : place + 8], data[place:until]
        if name == _PNG_EXIF:
            direction = _direction(part[8:-4].removeprefix(_HEADER)) or direction
        elif name[:1].isupper() or name in _PNG_DRAWN:
            kept.append(part)
        if name == _PNG_END:
            break
        place = until
    if direction != 1 and kept[1][4:8] == _PNG_HEAD:
        told = _PNG_EXIF + _tiff(direction)
        kept.insert(2, struct.pack(">I", len(told) - 4) + told + struct.pack(">I", zlib.crc32(told)))
    return b"".join(kept)


def _webp(data: bytes) -> bytes:
    end = 8 + int.from_bytes(data[4:8], "little")
    kept: list[tuple[bytes, bytes]] = []
    direction = 1
    place = 12
    while place < end:
        size = int.from_bytes(data[place + 4 : place + 8], "little")
        until = place + 8 + size
        if until > min(end, len(data)):
            return data
        name, body = data[place : place + 4], data[place + 8 : until]
        if name == _WEBP_EXIF:
            direction = _direction(body.removeprefix(_HEADER)) or direction
        elif name in _WEBP_DRAWN:
            kept.append((name, body))
        place = until + size % 2
    if kept and kept[0][0] == _WEBP_HEAD and kept[0][1]:
        flags = kept[0][1][0] & ~(_SAYS_EXIF | _SAYS_XMP) | (_SAYS_EXIF if direction != 1 else 0)
        kept[0] = (_WEBP_HEAD, bytes([flags]) + kept[0][1][1:])
        if direction != 1:
            kept.append((_WEBP_EXIF, _tiff(direction)))
    parts = b"".join(name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2) for name, body in kept)
    return b"RIFF" + struct.pack("<I", len(parts) + 4) + b"WEBP" + parts


def _tiff(direction: int) -> bytes:
    """Return what says nothing but how the picture has to be turned."""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, direction, 0, 0)


def _exif(direction: int) -> bytes:
    """Return a part of a JPEG that says nothing but how the picture has to be turned."""
    body = _HEADER + _tiff(direction)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
