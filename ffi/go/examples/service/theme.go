package main

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// Contrasts that the accessibility guidelines (WCAG 2.2, AA) ask for: of text against what is behind
// it, and of what one must see to use a page, such as a button's edge.
const (
	textContrast = 4.5
	edgeContrast = 3.0
)

// colour is red, green and blue, each from 0 to 255.
type colour [3]uint8

var (
	white = colour{255, 255, 255}
	black = colour{0, 0, 0}
)

// theme is the colours of a page. A branding may ask for any colours at all; what comes of them can
// be read in every case, and looks as it was asked for wherever that can be.
//
// A page is a sheet of white on a canvas. The canvas has the background colour, the main button the
// primary one, the panel with the amounts a breath of the secondary one.
type theme struct {
	canvas, onCanvas   colour
	panel              colour
	text, quiet, link  colour
	button, onButton   colour
	edge, buttonBorder colour
}

// newTheme makes the colours of a page from those of a branding; what that leaves out, or what is no
// colour, is ours.
func newTheme(primary, secondary, accent, background, text string) theme {
	main := parseColour(primary, colour{31, 58, 95})
	var t theme
	t.canvas = parseColour(background, colour{243, 244, 246})
	t.onCanvas = t.canvas.readable()
	t.panel = parseColour(secondary, main).mixed(white, 0.93)
	// The panel is darker than the sheet: what can be read there can be read on the sheet too.
	t.text = parseColour(text, colour{23, 27, 33}).against(t.panel, 2*textContrast)
	t.quiet = t.text.mixed(t.panel, 0.35).against(t.panel, textContrast)
	t.link = parseColour(accent, main).against(t.panel, textContrast)
	t.button, t.onButton = main, main.readable()
	t.buttonBorder = main.against(white, edgeContrast)
	t.edge = t.text.mixed(white, 0.5).against(white, edgeContrast)
	return t
}

// css is the colours as the style sheet's variables. It is made of numbers alone: whatever text a
// branding holds has no way into the page from here.
func (t theme) css() template.CSS {
	var out strings.Builder
	out.WriteString(":root{")
	for _, each := range []struct {
		name   string
		colour colour
	}{
		{"canvas", t.canvas}, {"on-canvas", t.onCanvas}, {"panel", t.panel}, {"text", t.text},
		{"quiet", t.quiet}, {"link", t.link}, {"button", t.button}, {"on-button", t.onButton},
		{"button-border", t.buttonBorder}, {"edge", t.edge},
	} {
		fmt.Fprintf(&out, "--%s:#%02x%02x%02x;", each.name, each.colour[0], each.colour[1], each.colour[2])
	}
	out.WriteString("}")
	return template.CSS(out.String())
}

// parseColour reads #rgb or #rrggbb.
func parseColour(text string, otherwise colour) colour {
	digits := strings.TrimPrefix(text, "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	number, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || len(digits) != 6 {
		return otherwise
	}
	return colour{uint8(number >> 16), uint8(number >> 8), uint8(number)}
}

// luminance is how light a colour is, from 0 to 1, as the guidelines reckon it.
func (c colour) luminance() float64 {
	var linear [3]float64
	for at, channel := range c {
		value := float64(channel) / 255
		if value <= 0.04045 {
			linear[at] = value / 12.92
		} else {
			linear[at] = math.Pow((value+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*linear[0] + 0.7152*linear[1] + 0.0722*linear[2]
}

// contrast is that of two colours, from 1 to 21.
func contrast(one, other colour) float64 {
	light, dark := one.luminance(), other.luminance()
	return (math.Max(light, dark) + 0.05) / (math.Min(light, dark) + 0.05)
}

// mixed is the colour with a share of another one in it.
func (c colour) mixed(other colour, share float64) colour {
	for at := range c {
		c[at] = uint8(math.Round(float64(c[at])*(1-share) + float64(other[at])*share))
	}
	return c
}

// readable is what text on this colour has: white or black, whichever is read better. One of them
// always has a contrast of more than 4.5.
func (c colour) readable() colour {
	if contrast(white, c) >= textContrast {
		return white // also where black were a little better: it is the quieter look
	}
	return black
}

// against is the colour, darkened as little as it takes for that contrast to something light; black
// if that does not do.
func (c colour) against(behind colour, least float64) colour {
	for share := 0.0; share < 1; share += 0.02 {
		if darker := c.mixed(black, share); contrast(darker, behind) >= least {
			return darker
		}
	}
	return black
}
