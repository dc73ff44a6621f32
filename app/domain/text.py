"""Searching, sorting and romanising Ukrainian text in the same way on every database.

`search_text` and `sort_key` are stored beside every name, so that neither SQLite nor PostgreSQL
has to know the Ukrainian alphabet. Romanisation follows resolution 55 of the Cabinet of Ministers
of Ukraine (27 January 2010).
"""

from __future__ import annotations

import re
import unicodedata

APOSTROPHES = "'’ʼ‘`´‛ʹʻ′＇"

# Signs that nobody sees and that come along when text is pasted: soft hyphens, empty spaces, marks of the direction.
# What joins letters and emoji stays.
_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF), None)

# The sign of a number in Ukrainian and in English, perhaps repeated, where something follows it or nothing does.
_NUMBER_SIGN = re.compile(r"^(?:(?:№|N[°º]|No(?:\.\s*|\s+)(?=\d))\s*)+")

# What is neither a letter or number nor a space; an underscore is no letter of ours, some apostrophes are.
_PUNCTUATION = re.compile(r"[^\w ]|[_" + APOSTROPHES + "]")
# ASCII folded at once: small letters and numbers stay, apostrophes go, everything else becomes a space.
_FOLD_ASCII = {
    code: None if chr(code) in APOSTROPHES else chr(code).lower() if chr(code).isalnum() else " " for code in range(128)
}
_CYRILLIC_WORD = re.compile(r"[A-Za-z\u0400-\u04FF" + re.escape(APOSTROPHES) + r"]+")
_HAS_LATIN = re.compile(r"[A-Za-z]")
_HAS_CYRILLIC = re.compile(r"[\u0400-\u04FF]")
_TWINS = str.maketrans("ABCEHIKMOPTXYaceiopxy", "АВСЕНІКМОРТХУасеіорху")
_DIGITS = re.compile(r"[0-9]+")
# A telephone number or its beginning: digits and what people put between them; 380 and the digits of an operator.
_NUMBER_TYPED = re.compile(r"[+(]{0,2}[0-9][0-9 ()./\u00a0\u2010-\u2013-]*")
_LEAST_OF_NUMBER = 5

# Russian letters stand beside their nearest Ukrainian neighbours, because they occur in old names.
_ALPHABET = "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_WEIGHTS = {letter: chr(ord(":") + rank) for rank, letter in enumerate(_ALPHABET + _LATIN)}
_RANKS = str.maketrans(_WEIGHTS)
_BASE_LETTERS = re.compile(f"[0-9 {_ALPHABET}{_LATIN}]*")
_ODD_LATIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"},
)

_ROMAN = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "ж": "zh", "з": "z",
    "и": "y", "і": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ь": "", "є": "ie", "ї": "i", "й": "i", "ю": "iu", "я": "ia",
    "ё": "io", "ъ": "", "ы": "y", "э": "e",
}  # fmt: skip
_ROMAN_INITIAL = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya", "ё": "yo"}
# Small letters that can be written in Latin by tables alone, and what counts there: the beginning of a word, an
# apostrophe inside of one.
_COMMON = re.compile(r"[a-z0-9 .,:;()@+&/!?#%*=\-'’«»–—" + "".join(_ROMAN) + "]*")
_LETTER = "[a-z" + "".join(_ROMAN) + "]"
_INITIAL = re.compile(f"(?<!{_LETTER})[" + "".join(_ROMAN_INITIAL) + "]")
_INNER_APOSTROPHE = re.compile(f"(?<={_LETTER})['’](?={_LETTER})")
_ROMAN_TABLE = str.maketrans(_ROMAN)

_MAX_TERMS = 12
_MAX_VARIANTS = 12
# Everyday spellings on the left, what resolution 55 writes on the right.
_EVERYDAY_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bj(?=[aeiou])"), "y"),
    (re.compile(r"(?<=\w)[jy](?=[aeu])"), "i"),
    (re.compile(r"(?<=k)(?:iy|ij|yy|yj)\b"), "yi"),
    (re.compile(r"(?:iy|ij)\b"), "ii"),
    (re.compile(r"(?:yy|yj)\b"), "yi"),
    (re.compile(r"\bev(?=[gh])"), "yev"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"w"), "v"),
    (re.compile(r"(?<!z)g(?!h)"), "h"),
    (re.compile(r"(?<=[^i\W])ia\b"), "iia"),
)


def search_text(*parts: str | None) -> str:
    """Fold the parts into one line for searching: lower case, no apostrophes, words and single spaces.

    A stray Latin look-alike inside a Cyrillic word («Iван» with a Latin I) becomes the Cyrillic letter.
    Empty and missing parts are left out.
    """
    words: list[str] = []
    for part in parts:
        if part:
            words.extend((part.translate(_FOLD_ASCII) if part.isascii() else _only_words(_folded(part))).split())
    return " ".join(words)


def loose_text(*parts: str | None) -> str:
    """Fold the parts like `search_text`, and write ґ as г: what is typed and what is looked for meet in this form.

    Many write Г for Ґ, which stands on few keyboards. Names are compared and kept apart by `search_text`.
    """
    return search_text(*parts).replace("ґ", "г")


def index_text(*parts: str | None) -> str:
    """Give the text of the search index: the parts as `loose_text` folds them, then the same in Latin letters.

    The Latin half follows resolution 55 and loses its diacritics; it is left out when it adds nothing.
    """
    folded = loose_text(*parts)
    latin = latin_text(*parts)
    return folded if latin == folded else f"{folded} {latin}"


def latin_text(*parts: str | None) -> str:
    """Fold the parts like `search_text`, but in plain Latin letters whatever script they were written in."""
    return search_text(*(_latin(part) for part in parts if part))


def fts_terms(query: str | None) -> list[str]:
    """Split a typed query into at most twelve distinct words, only letters and digits, to match by prefix."""
    return list(dict.fromkeys(loose_text(query).split()))[:_MAX_TERMS]


def has_words(text: str, query: str) -> bool:
    """Say whether a text has a word that begins with each word of a query, as the index of words would find it.

    `text` is as `index_text` makes it. A query without any word fits nothing.
    """
    line = f" {text}"
    spellings = [terms for terms in map(fts_terms, latin_variants(query)) if terms]
    return any(all(f" {term}" in line for term in terms) for terms in spellings)


def latin_variants(query: str | None) -> list[str]:
    """List spellings of a query to try against `index_text`, the folded query itself first.

    A Latin query gains the forms of resolution 55: «Sergiy» also looks for «serhii», «Jurij» for «yurii».
    A telephone number as people write it, «067 123-45», also looks for how it is kept, «3806712345».
    A query with Cyrillic letters, or an empty one, comes back alone. An empty query gives an empty list.
    """
    folded = loose_text(query)
    if not folded:
        return []
    variants = [folded, *_dialled(query or "")]
    if _HAS_CYRILLIC.search(folded) or not _HAS_LATIN.search(folded):
        return variants
    everything = folded
    for pattern, replacement in _EVERYDAY_SPELLINGS:
        everything = pattern.sub(replacement, everything)
        variants.extend(pattern.sub(replacement, known) for known in tuple(variants))
        variants = list(dict.fromkeys(variants))
    return list(dict.fromkeys([folded, everything, *variants]))[:_MAX_VARIANTS]


def _dialled(query: str) -> list[str]:
    """Return how a Ukrainian telephone number, or its beginning, stands in the index; nothing for other text."""
    if not _NUMBER_TYPED.fullmatch(query.strip()):
        return []
    digits = "".join(_DIGITS.findall(query))
    if digits.startswith("0"):
        digits = f"38{digits}"
    return [digits] if digits.startswith("380") and len(digits) >= _LEAST_OF_NUMBER else []


def sort_key(text: str | None) -> str:
    """Give a string whose bytewise order is the order of a Ukrainian catalogue.

    Numbers come first and by value, then Cyrillic in the order of the Ukrainian alphabet, then Latin,
    then everything else. Case, apostrophes and diacritics do not count; punctuation separates words, and
    a shorter word stands before a longer one that begins with it.
    """
    letters = " ".join(_base_letters(text or "").split())
    return _DIGITS.sub(lambda run: _number_key(run.group()), letters).translate(_RANKS)


def transliterate(text: str) -> str:
    """Write Ukrainian in Latin letters by resolution 55 of 2010; other characters stay as they are.

    Letter case is kept: «Щастя» gives «Shchastia», «ЩАСТЯ» gives «SHCHASTIA».
    """
    source = unicodedata.normalize("NFC", text)
    result: list[str] = []
    inside_word = False
    for position, character in enumerate(source):
        lower = character.lower()
        following = source[position + 1] if position + 1 < len(source) else ""
        if lower in _ROMAN:
            previous = source[position - 1] if position else ""
            latin = _roman_letter(lower, previous.lower(), inside_word)
            result.append(_like(character, latin, previous, following))
            inside_word = True
        elif character in APOSTROPHES and inside_word and following.isalpha():
            if source[position - 1].lower() not in _ROMAN:
                result.append(character)
        elif unicodedata.combining(character):
            result.append(character)
        else:
            result.append(character)
            inside_word = character.isalpha()
    return "".join(result)


def initials(name: str | None) -> str:
    """Give two capital letters for an avatar: of the first two words, or the start of a single one."""
    words = ["".join(filter(str.isalnum, word)) for word in _only_words(name or "").split()]
    if not words:
        return "?"
    letters = words[0][0] + words[1][0] if len(words) > 1 else words[0][:2]
    return letters.upper()[:2]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", _unmix(unicodedata.normalize("NFC", text)).casefold())


def _unmix(text: str) -> str:
    """Replace Latin look-alikes in words that otherwise consist of Cyrillic letters."""
    if text.isascii() or not (_HAS_LATIN.search(text) and _HAS_CYRILLIC.search(text)):
        return text
    return _CYRILLIC_WORD.sub(_unmix_word, text)


def _unmix_word(match: re.Match[str]) -> str:
    word = match.group()
    if not _HAS_CYRILLIC.search(word):
        return word
    changed = word.translate(_TWINS)
    return word if _HAS_LATIN.search(changed) else changed


def without_unseen(text: str) -> str:
    """Return a text of one line without the signs in it that nobody sees."""
    return text if text.isascii() else text.translate(_UNSEEN)


def bare_number(typed: str) -> str:
    """Return the number of a paper without the sign before it: what shows a number puts «№» or “No.” there itself."""
    return _NUMBER_SIGN.sub("", typed)


def _only_words(text: str) -> str:
    """Drop apostrophes, loose accents and invisible characters; turn other punctuation into spaces."""
    return _PUNCTUATION.sub(_space, text)


def _space(match: re.Match[str]) -> str:
    character = match.group()
    return "" if character in APOSTROPHES or unicodedata.category(character) in ("Mn", "Cf") else " "


def _latin(text: str) -> str:
    """Write a part in plain Latin letters, the case of which says nothing."""
    if text.isascii():
        return text
    unmixed = _unmix(text)
    small = unmixed.lower()
    if not _COMMON.fullmatch(small):
        return _plain_latin(transliterate(unmixed))
    # The tables see one letter at a time: what depends on its neighbours is written before.
    small = _INNER_APOSTROPHE.sub("", small.replace("зг", "zgh"))
    return _INITIAL.sub(lambda letter: _ROMAN_INITIAL[letter.group()], small).translate(_ROMAN_TABLE)


def _plain_latin(text: str) -> str:
    """Take the diacritics off Latin letters, so that «Lukasz» finds «Łukasz»."""
    if text.isascii():
        return text
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_ODD_LATIN))
    return "".join(character for character in spread if unicodedata.category(character) != "Mn")


def _base_letters(text: str) -> str:
    words = _only_words(_folded(text))
    if _BASE_LETTERS.fullmatch(words):
        return words
    letters: list[str] = []
    for character in words:
        if character == " " or character in _WEIGHTS or "0" <= character <= "9":
            letters.append(character)
        else:
            letters.append(_only_words(_plain_latin(character)))
    return "".join(letters)


def _number_key(digits: str) -> str:
    """Put the length of a number before it, so that 2 sorts before 10 as text."""
    significant = digits.lstrip("0") or "0"
    nines, rest = divmod(len(significant) - 1, 9)
    return "9" * nines + str(rest) + significant


def _roman_letter(letter: str, previous: str, inside_word: bool) -> str:
    if letter == "г" and previous == "з":
        return "gh"
    if not inside_word and letter in _ROMAN_INITIAL:
        return _ROMAN_INITIAL[letter]
    return _ROMAN[letter]


def _like(original: str, latin: str, previous: str, following: str) -> str:
    """Give the Latin letters the case of the Cyrillic one, judged by its neighbours."""
    if not original.isupper():
        return latin
    shouting = following.isupper() or (previous.isupper() and not following.islower())
    return latin.upper() if shouting else latin.capitalize()
