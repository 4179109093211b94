package billfold

/*
#include "billfold.h"
*/
import "C"

// QuoteFilter returns a text, such as one that a user typed, as a value that a filter reads as
// itself: as it is, or in quotes. So "customer:" and what it returns make a term that means nothing
// else, whatever the text holds. Leave the term out if the text is empty: a list refuses a term
// without a value.
//
// Errors: [ErrValidation].
func QuoteFilter(value string) (string, error) {
	return ask(func(c *call) C.billfold_status {
		text, length := c.text(value)
		return C.billfold_filter_quote(text, length, &c.page, &c.err)
	})
}

// ask makes a call that needs no store and answers with a text.
func ask(make func(*call) C.billfold_status) (string, error) {
	var c call
	if err := run(&c, make); err != nil {
		return "", err
	}
	defer C.billfold_page_free(c.page)
	var view C.billfold_text_view
	var failed *C.billfold_error
	if err := taken(C.billfold_page_text(c.page, 0, sized(&view), &failed), failed); err != nil {
		return "", err
	}
	return text(view.text), nil
}
