# What cffi makes of billfold.cdef.h and the shared library: declarations that no type checker
# reads. Every use of it goes through _call.py, _input.py, _decode.py and errors.py.
from typing import Any

ffi: Any
lib: Any
