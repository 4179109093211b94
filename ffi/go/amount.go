package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"math"
	"strings"
)

// Amount is an amount of money: whole minor units of a currency, so that nothing is ever rounded.
type Amount struct {
	// Minor is how many minor units it is: 50050 for 500.50 USD.
	Minor int64
	// Currency is the ISO 4217 code: USD.
	Currency string
}

// ParseAmount reads an amount in major units: 500.50 of USD, 500 of JPY.
//
// Errors: [ErrValidation] if the text is no amount, has more decimals than the currency, or is more
// than an int64 holds; or if there is no such currency.
func ParseAmount(amount, currency string) (Amount, error) {
	decimals, err := CurrencyDecimals(currency)
	if err != nil {
		return Amount{}, err
	}
	digits, negative := strings.CutPrefix(amount, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || point && fraction == "" {
		return Amount{}, invalid("amount", "amount", "must be digits, with a point before the decimals")
	}
	if len(fraction) > decimals {
		return Amount{}, invalid("amount", "amount", "has more decimals than the currency")
	}
	var minor int64
	for _, digit := range whole + fraction + strings.Repeat("0", decimals-len(fraction)) {
		if digit < '0' || digit > '9' {
			return Amount{}, invalid("amount", "amount", "must be digits, with a point before the decimals")
		}
		next := int64(digit - '0')
		if minor > (math.MaxInt64-next)/10 {
			return Amount{}, invalid("amount", "amount", "is too large")
		}
		minor = minor*10 + next
	}
	if negative {
		minor = -minor
	}
	return Amount{minor, currency}, nil
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
