"""What stands in the source below each field and each member, for ``help()``."""

import linecache
import re
import sys

_DESCRIBED = re.compile(r'^    (\w+)(?:: | = )[^\n]+\n    """(.*?)"""', re.DOTALL | re.MULTILINE)


def described(cls: type) -> dict[str, str]:
    """What each field or member of a class is; empty where there is no source to be read."""
    module = sys.modules[cls.__module__]
    source = "".join(linecache.getlines(module.__file__ or "", vars(module)))
    body = re.search(rf"^class {cls.__name__}\(.*?(?=^\S|\Z)", source, re.DOTALL | re.MULTILINE)
    found = _DESCRIBED.findall(body[0]) if body else []
    return {name: " ".join(text.split()) for name, text in found}


class FieldDocs(dict[str, str | None]):
    """The slots of a class, from which ``help()`` takes what the fields are: the source is read
    when it asks."""

    def __init__(self, cls: type, slots: tuple[str, ...]) -> None:
        super().__init__(dict.fromkeys(slots))
        self._cls = cls

    def __getitem__(self, name: str) -> str | None:
        return described(self._cls).get(name)
