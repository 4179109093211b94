package main

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
)

// money is an amount as people read it: 1,234.50 USD.
func money(amount billfold.Amount) (string, error) {
	major, err := amount.Major()
	if err != nil {
		return "", err
	}
	whole, fraction, point := strings.Cut(major, ".")
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if point {
		whole += "." + fraction
	}
	return whole + "\u00a0" + amount.Currency, nil // they stay on one line
}

// rate is basis points as people read them: 1.5%.
func rate(basisPoints int) string {
	text := strconv.Itoa(basisPoints/100) + "." + strconv.Itoa(100 + basisPoints%100)[1:]
	return strings.TrimRight(strings.TrimRight(text, "0"), ".") + "%"
}

// span is a duration as people read it, in its largest unit, rounded down: nobody is promised more
// time than there is.
func span(of time.Duration) string {
	for _, unit := range []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		if of >= 2*unit.of || unit.of == time.Minute && of >= time.Minute {
			return count(int64(of/unit.of), unit.name)
		}
	}
	return count(int64(of/time.Second), "second")
}

func count(number int64, of string) string {
	if number == 1 {
		return "1 " + of
	}
	return strconv.FormatInt(number, 10) + " " + of + "s"
}

// moment is a time, for people and for programs.
type moment struct{ at time.Time }

func (m moment) String() string  { return m.at.Format("2 January 2006, 15:04 UTC") }
func (m moment) Machine() string { return m.at.Format(time.RFC3339) }

// deadline is until when something is good.
type deadline struct {
	Left        string // how much time there is
	Until       moment
	SecondsLeft int64 // what a script counts down
}

func newDeadline(until, now time.Time) deadline {
	left := until.Sub(now)
	return deadline{span(left), moment{until}, int64(left / time.Second)}
}

// refreshIn is after how many seconds a page says something else: that the time is over. 0 if that is so
// far off that nobody waits for it.
func (d deadline) refreshIn() int64 {
	if d.SecondsLeft < 24*60*60 {
		return d.SecondsLeft + 1
	}
	return 0
}

// external is a URL that a template takes as it is: the store has refused schemes that would run what
// they lead to, and lets through those of applications only if its settings say so.
func external(checked string) template.URL { return template.URL(checked) }
