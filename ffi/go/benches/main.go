// Benches measures Billfold in Go beside GORM with go-sqlite3, in one process and one run: durable
// creates, one by one, and reading 500 records. Both have the same columns and indexes, a write-ahead
// log and full synchronisation.
//
//	go run . [CREATES]
//
// go-sqlite3 brings an SQLite of its own into this program, beside the one that is sealed inside
// Billfold: neither sees the other.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
)

func createOurs(ctx context.Context, store *billfold.Store, number int64) error {
	_, err := store.Payments.Create(ctx, billfold.NewPayment{
		Amount: billfold.Amount{Minor: number + 1, Currency: "USD"}, MCC: 6012, Description: describe(number),
	})
	return err
}

// readOurs reads so many of the newest, in pages of a hundred.
func readOurs(ctx context.Context, store *billfold.Store, count int) (records []billfold.Payment, err error) {
	for payment, err := range store.Payments.List(ctx, billfold.ListOptions{Limit: 100}) {
		if err != nil {
			return nil, err
		}
		if records = append(records, payment); len(records) == count {
			break
		}
	}
	return records, nil
}

// median is the median of how long each of so many turns takes.
func median(turns int, turn func(number int64) error) (time.Duration, error) {
	spans := make([]time.Duration, turns)
	for at := range spans {
		began := time.Now()
		if err := turn(int64(at)); err != nil {
			return 0, err
		}
		spans[at] = time.Since(began)
	}
	slices.Sort(spans)
	return spans[turns/2], nil
}

// candidate is one of those that are measured; the first is what the others are compared with.
type candidate struct {
	name string
	turn func(number int64) error
}

func compare(title string, turns int, candidates []candidate) error {
	fmt.Println(title)
	var first time.Duration
	for _, each := range candidates {
		took, err := median(turns, each.turn)
		if err != nil {
			return fmt.Errorf("%s: %w", each.name, err)
		}
		if first == 0 {
			first = took
		}
		fmt.Printf("  %-62s %9.1f µs  %5.2f\n", each.name, float64(took.Nanoseconds())/1000,
			float64(took)/float64(first))
	}
	return nil
}

func run(folder string, creates int) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	store, err := billfold.Open(ctx, filepath.Join(folder, "billfold.db"))
	if err != nil {
		return err
	}
	defer store.Close()
	bare, err := store.WithoutJSON()
	if err != nil {
		return err
	}
	defer bare.Close()
	rows, err := table(filepath.Join(folder, "rows.db"))
	if err != nil {
		return err
	}
	all, err := table(filepath.Join(folder, "all.db"))
	if err != nil {
		return err
	}
	fmt.Printf("billfold %s\n", billfold.Version())
	background := context.Background()
	if err := compare(fmt.Sprintf("durable creates, one by one, median of %d; and how many times Billfold's", creates), creates, []candidate{
		{"billfold: payment, event with its hash, two totals", func(n int64) error { return createOurs(background, store, n) }},
		{"billfold, with a context that can be cancelled", func(n int64) error { return createOurs(ctx, store, n) }},
		{"gorm: payment, event with its hash, two totals", func(n int64) error { return createAll(all, n) }},
		{"gorm: the payment's row alone", func(n int64) error { return createRow(rows, n) }},
	}); err != nil {
		return err
	}
	for more := int64(0); more < 500; more++ {
		if err := createRow(rows, more); err != nil {
			return err
		}
	}
	return compare("reading 500 of the newest in pages of 100, median of 200", 200, []candidate{
		{"billfold: records, without their JSON", func(int64) error { return enough(readOurs(background, bare, 500)) }},
		{"billfold: records, with their JSON", func(int64) error { return enough(readOurs(background, store, 500)) }},
		{"gorm: rows", func(int64) error { return enough(readPages(rows, 500)) }},
	})
}

func enough[T any](read []T, err error) error {
	if err == nil && len(read) != 500 {
		err = fmt.Errorf("%d were read", len(read))
	}
	return err
}

func main() {
	creates := 1000
	if len(os.Args) > 1 {
		given, err := strconv.Atoi(os.Args[1])
		if err != nil || given < 500 {
			log.Fatal("usage: benches [CREATES], at least 500")
		}
		creates = given
	}
	folder, err := os.MkdirTemp(".", "benches")
	if err != nil {
		log.Fatal(err)
	}
	err = run(folder, creates)
	os.RemoveAll(folder)
	if err != nil {
		log.Fatal(err)
	}
}
