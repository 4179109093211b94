// Package billfold is an embedded, offline-first store for payments, client links and requests to
// link: one SQLite file, and this package to work with it.
//
//	store, err := billfold.Open(ctx, "shop.db") // created if it is not there
//	if err != nil {
//		return err
//	}
//	defer store.Close()
//
//	payment, err := store.Payments.Create(ctx, billfold.NewPayment{
//		Amount:      billfold.Amount{Minor: 50000, Currency: "USD"}, // 500.00 USD
//		Description: "Order 123",
//	})
//	if err != nil {
//		return err
//	}
//	fmt.Println("pay at", payment.PaymentLink)
//
// A [Store] has a service for each kind of record. Handles that work differently are derived from it
// and have the same services: [Store.Once] does a change once for a key, however often it is
// repeated; [Store.DryRun] takes changes back; [Store.IfVersion] refuses to overwrite what somebody
// else has changed; [Store.Scoped] may do what the holder of a key may; [Store.Transact] makes
// changes that happen all together or not at all.
//
// # Errors
//
// What fails returns an [*Error]. errors.Is tells its [Kind], such as [ErrNotFound]; errors.As gives
// the fine code, the bad fields, the id of the record that is in the way. A call that failed has
// changed nothing, but for [ErrOutcomeUnknown].
//
// # Values
//
// An [Amount] is whole minor units of a currency. Times are in UTC and whole seconds. A field of a
// record that has no value is its type's zero value: an empty text, the zero time; a pointer that is
// nil where nought is a value, too. A secret is a [Secret], which nothing prints.
//
// json.Marshal writes records as they were read and as the services do, byte for byte, but for the
// secrets that are shown once; [RevealJSON] has those, too. (It escapes <, > and & unless the encoder
// is told not to.) What is assigned to a record's fields afterwards is not in its JSON, and no record
// is unmarshalled: see [Record], also for what fmt and slog show of one. Inputs may be given as JSON
// instead of their fields; statuses and the like are read from their words.
//
// # Contexts
//
// A call whose context is done is broken off: it has changed nothing, answers [ErrInterrupted], of
// which errors.Is also tells context.Canceled or context.DeadlineExceeded, and leaves the store as
// usable as before. What was already being made durable answers what came of it.
//
// # Goroutines
//
// A Store, and every handle derived from it, may be used from any number of goroutines at once. A
// file may be open in any number of processes. Handles are closed; what is forgotten is closed when
// it is collected, some time later.
package billfold
