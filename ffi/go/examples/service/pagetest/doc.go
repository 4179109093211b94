// Package pagetest drives the service's pages as their readers do, in a headless Chromium. It is a
// module of its own, so that the service itself needs nothing beside Go and Billfold.
//
// The service runs as a process of its own, built for it; the tests prepare its records from this
// one, through the same file. Screenshots are written to the folder that BILLFOLD_SCREENSHOTS names.
package pagetest
