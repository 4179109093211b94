"""The filter language, which the README describes."""

from billfold._call import call_for_page
from billfold._decode import filled
from billfold._decode import text as text_of
from billfold._input import text_arguments


def filter_quote(text: str) -> str:
    """A text, such as one that a user typed, as a value that a filter reads as itself.

    Leave the term out if the text is empty: a list refuses a term without a value.

    :raises ValidationError: if it is no text that the library takes

    >>> f"customer:{filter_quote('Ana status:failed')}"
    'customer:"Ana status:failed"'
    """
    page = call_for_page("filter_quote", *text_arguments(text=text))
    return text_of(filled("text_view", "page_text", page, 0).text.ptr)
