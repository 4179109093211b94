package billfold

/*
#include "billfold.h"
*/
import "C"

// Amount is an amount of money: whole minor units of a currency, so that nothing is ever rounded.
type Amount struct {
	// Minor is how many minor units it is: 50050 for 500.50 USD.
	Minor int64
	// Currency is the ISO 4217 code: USD.
	Currency string
}

// ParseAmount reads an amount in major units as the library reads it in a record's JSON: 500.50 or
// 500.5 of USD, 500 or 500.0 of JPY; also one below zero, as sums may be. What [Amount.Major] returns
// is read again.
//
// Errors: [ErrValidation] if the text is no amount, has more decimals than the currency, or is more
// than an int64 holds; or if there is no such currency.
func ParseAmount(amount, currency string) (Amount, error) {
	var minor C.int64_t
	var c call
	if err := run(&c, func(c *call) C.billfold_status {
		code, codeLength := c.text(currency)
		text, length := c.text(amount)
		return C.billfold_amount_parse(code, codeLength, text, length, &minor, &c.err)
	}); err != nil {
		return Amount{}, err
	}
	return Amount{int64(minor), currency}, nil
}

// Major returns the amount as people read it, with all the decimals of its currency: 500.50 of
// 50050 minor units of USD, 500 of 500 of JPY.
//
// Errors: [ErrValidation] if there is no such currency.
func (a Amount) Major() (string, error) {
	return ask(func(c *call) C.billfold_status {
		text, length := c.text(a.Currency)
		return C.billfold_amount_format(text, length, C.int64_t(a.Minor), &c.page, &c.err)
	})
}

// String returns amount and currency: 500.50 USD.
func (a Amount) String() string {
	major, err := a.Major()
	if err != nil {
		return unnamed(a.Currency, a.Minor)
	}
	return major + " " + a.Currency
}

// IsZero reports whether it is no amount at all: 0 of no currency.
func (a Amount) IsZero() bool { return a == Amount{} }

// CurrencyDecimals returns how many decimals amounts in this currency have: 2 of USD, 0 of JPY, 3
// of KWD.
//
// Errors: [ErrValidation] if it is no ISO 4217 currency.
func CurrencyDecimals(currency string) (int, error) {
	var decimals C.int32_t
	var c call
	if err := run(&c, func(c *call) C.billfold_status {
		text, length := c.text(currency)
		return C.billfold_currency_decimals(text, length, &decimals, &c.err)
	}); err != nil {
		return 0, err
	}
	return int(decimals), nil
}
