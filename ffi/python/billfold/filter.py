"""The filter language: how a list is narrowed and sorted."""

from billfold._call import call_for_page
from billfold._decode import filled
from billfold._decode import text as text_of
from billfold._input import text_arguments


def filter_quote(text: str) -> str:
    """A text, such as one that a user typed, as a value that a filter reads as itself.

    Leave the term out if the text is empty: a list refuses a term without a value.

    A filter is terms between spaces, all of which must hold; each ``list`` says which it knows.
    Commas between values mean *or*, a ``-`` before a term means *not*, quotes keep spaces:

    - ``status:pending,failed``: one of these; ``overdue:yes``, ``late:no``
    - ``created:24h``, ``expires:<2h``, ``updated:2026-04-01..``, ``completed:today``: when, in UTC
    - ``amount:100..500``, ``amount:>=99.50EUR``: in major units; ``attempts:3..``: a number
    - ``email:ana@*``: what begins so; ``*`` alone: that there is something
    - ``customer:ana``, ``description:coffee``: words that stand there
    - ``meta.order_id:"order 123"``: what the metadata has for this key
    - ``sort:-amount``: what comes first, here the largest

    :raises ValidationError: if it is no text that the library takes

    >>> f"customer:{filter_quote('Ana status:failed')}"
    'customer:"Ana status:failed"'
    """
    page = call_for_page("filter_quote", *text_arguments(text=text))
    return text_of(filled("text_view", "page_text", page, 0).text.ptr)
