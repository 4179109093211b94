package main

import (
	"context"
	"path/filepath"
	"testing"

	billfold "github.com/billfold/billfold/ffi/go"
)

// Both hold the same after the same; and each SQLite in this program reads what the other wrote.
func TestBothHoldTheSame(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "billfold.db")
	store, err := billfold.Open(ctx, path)
	check(t, err)
	defer store.Close()
	db, err := table(filepath.Join(t.TempDir(), "all.db"))
	check(t, err)
	const count = 120
	for number := range int64(count) {
		check(t, createOurs(ctx, store, number))
		check(t, createAll(db, number))
	}
	ours, err := readOurs(ctx, store, 500)
	check(t, err)
	theirs, err := readPages(db, 500)
	check(t, err)
	other, err := connect(path)
	check(t, err)
	same, err := readPages(other, 500)
	check(t, err)
	if len(ours) != count || len(theirs) != count || len(same) != count {
		t.Fatalf("%d, %d and %d records", len(ours), len(theirs), len(same))
	}
	for at, own := range ours {
		for _, their := range []Payment{theirs[at], same[at]} {
			if own.Amount.Minor != their.AmountMinor || own.Amount.Currency != their.Currency ||
				own.Status.String() != their.Status || own.Description != *their.Description ||
				int64(own.MCC) != *their.MCC || string(own.Metadata) != their.Metadata ||
				own.ExpiresAt.Sub(own.CreatedAt).Seconds() != float64(their.ExpiresAt-their.CreatedAt) {
				t.Fatalf("%+v is not %+v", own, their)
			}
		}
	}
	for _, name := range []string{"payment", "event"} {
		var ours, theirs int64
		check(t, other.Table(name).Count(&ours).Error)
		check(t, db.Table(name).Count(&theirs).Error)
		if ours != count || theirs != count {
			t.Fatalf("%d and %d rows in %s", ours, theirs, name)
		}
	}
	var totals, theirTotals []Counter
	check(t, other.Order("scope").Where("scope LIKE 'payment%'").Find(&totals).Error)
	check(t, db.Order("scope").Find(&theirTotals).Error)
	for at, each := range totals {
		if each != theirTotals[at] {
			t.Fatalf("%+v is not %+v", each, theirTotals[at])
		}
	}
	var versions [2]string
	check(t, db.Raw("SELECT sqlite_source_id()").Scan(&versions[0]).Error)
	t.Logf("go-sqlite3 runs %s", versions[0])
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
