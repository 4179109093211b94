// Command service puts HTTP before one Billfold file: the endpoints of three services on the net,
// so that what is written for them works against it, and the pages that their links lead to.
//
//	service -db shop.db -listen 127.0.0.1:8080
//	service bootstrap -db shop.db
//
// It is an example to start from. The README says what it shows, and what a service that faces the
// world must add.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"

	billfold "github.com/billfold/billfold/ffi/go"
)

const usage = `usage: service [flags]              answers requests until it is interrupted
       service bootstrap [flags]    makes the first credentials and prints them, this once

`

func main() {
	if err := run(os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "service:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	// The first signal begins an orderly end; a second one ends the process at once.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)

	bootstraps := len(arguments) > 0 && arguments[0] == "bootstrap"
	if bootstraps {
		arguments = arguments[1:]
	}
	flags := flag.NewFlagSet("service", flag.ContinueOnError)
	path := flags.String("db", "service.db", "the store's `file`; created if it is not there")
	address := flags.String("listen", "127.0.0.1:8080", "the `address` to listen on")
	base := flags.String("base-url", "", "the `URL` by which others reach this service, where its links lead; unless given, what the file says, or for a new one http and the address")
	again := flags.Bool("again", false, "have bootstrap make more credentials where there are some")
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), usage)
		flags.PrintDefaults()
	}
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%q is no command; there is bootstrap", flags.Arg(0))
	}

	// What Billfold itself has to say, of files opened and clocks not believed, goes into the same log.
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	if err := billfold.SetLogger(log); err != nil {
		return err
	}
	if bootstraps {
		store, err := billfold.Open(ctx, *path)
		if err != nil {
			return err
		}
		defer store.Close()
		return bootstrap(ctx, store, *again, os.Stdout)
	}

	// What can fail without the file comes before it: a start that fails leaves none behind.
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		return err
	}
	if err := checkBase(ctx, *base, log); err != nil {
		return errors.Join(err, listener.Close())
	}
	store, err := billfold.Open(ctx, *path)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer store.Close() // the last thing to happen: whoever uses it has ended by then
	return serve(ctx, store, listener, *base, log)
}

// checkBase refuses a base URL as a store does, in one that is nobody's.
func checkBase(ctx context.Context, base string, log *slog.Logger) error {
	if base == "" {
		return nil
	}
	store, err := billfold.Open(ctx, "", billfold.InMemory())
	if err != nil {
		return err
	}
	defer store.Close()
	_, err = leadHere(ctx, store, base, "", log)
	return err
}
