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

	"gorm.io/gorm"

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

// candidate is one of those that are measured; the first is what the others are compared with.
type candidate struct {
	name string
	turn func(number int64) error
}

// compare prints the median of how long each takes. They take turns, so that whatever else the
// machine does meanwhile meets all of them alike.
func compare(title string, turns int, candidates []candidate) error {
	spans := make([][]time.Duration, len(candidates))
	for turn := range int64(turns) {
		for at, each := range candidates {
			began := time.Now()
			if err := each.turn(turn); err != nil {
				return fmt.Errorf("%s: %w", each.name, err)
			}
			spans[at] = append(spans[at], time.Since(began))
		}
	}
	fmt.Println(title)
	for at, each := range candidates {
		slices.Sort(spans[at])
		fmt.Printf("  %-62s %9.1f µs  %5.2f\n", each.name, float64(spans[at][turns/2].Nanoseconds())/1000,
			float64(spans[at][turns/2])/float64(spans[0][turns/2]))
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
	if err := readOne(ctx, store, rows); err != nil {
		return err
	}
	return compare("reading 500 of the newest in pages of 100, median of 200", 200, []candidate{
		{"billfold: records, without their JSON", func(int64) error { return enough(readOurs(background, bare, 500)) }},
		{"billfold: records, with their JSON", func(int64) error { return enough(readOurs(background, store, 500)) }},
		{"gorm: rows", func(int64) error { return enough(readPages(rows, 500)) }},
	})
}

func readOne(ctx context.Context, store *billfold.Store, rows *gorm.DB) error {
	ours, err := readOurs(ctx, store, 1)
	if err != nil {
		return err
	}
	theirs, err := readPages(rows, 1)
	if err != nil {
		return err
	}
	return compare("reading one by its id, median of 2000", 2000, []candidate{
		{"billfold", func(int64) error {
			_, err := store.Payments.Get(context.Background(), ours[0].ID)
			return err
		}},
		{"billfold, with a context that can be cancelled", func(int64) error {
			_, err := store.Payments.Get(ctx, ours[0].ID)
			return err
		}},
		{"gorm", func(int64) error {
			var row Payment
			return rows.Where("id = ?", theirs[0].ID).Take(&row).Error
		}},
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
