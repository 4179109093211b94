package billfold

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestAClosedStoreSaysSo(t *testing.T) {
	store, path := opened(t)
	till, err := store.Once("a")
	must(t, err)
	tx, err := store.Begin(ctx)
	must(t, err)
	paid(t, tx, 1)
	other := reopened(t, path)
	must(t, store.Close())
	must(t, store.Close())
	for _, gone := range []*Store{store, till, tx} {
		_, err := gone.Payments.Create(ctx, dollars(1))
		fails(t, err, ErrClosed)
		_, err = gone.Once("b")
		fails(t, err, ErrClosed)
		_, err = gone.Describe()
		fails(t, err, ErrClosed)
		must(t, gone.Close())
	}
	is(t, total(t, other), 0) // what was begun is rolled back, and the other handle goes on
	paid(t, other, 2)
	another := reopened(t, path)
	must(t, other.CloseEverywhere(ctx))
	_, err = another.Payments.ListPage(ctx, ListOptions{})
	fails(t, err, ErrClosed)
	fails(t, other.CloseEverywhere(ctx), ErrClosed)
}

func TestHandlesAreFreedInAnyOrder(t *testing.T) {
	store, _ := opened(t)
	one, err := store.OperatedBy("one")
	must(t, err)
	two, err := one.Once("two")
	must(t, err)
	three, err := two.DryRun()
	must(t, err)
	must(t, one.Close())
	paid(t, three, 1)
	must(t, three.Close())
	paid(t, two, 1)
	must(t, two.Close())
	paid(t, store, 1)
	is(t, total(t, store), 2)
}

func TestCloseWaitsForCalls(t *testing.T) {
	store, path := opened(t, MayLoseLastCommitsOnPowerLoss())
	var made atomic.Int64
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for {
				if _, err := store.Payments.Create(ctx, dollars(1)); err != nil {
					fails(t, err, ErrClosed)
					return
				}
				made.Add(1)
			}
		})
	}
	eventually(t, "nothing is made", func() bool { return made.Load() > 20 })
	must(t, store.Close())
	group.Wait()
	is(t, total(t, reopened(t, path)), made.Load())
}

func TestCloseEndsTransactionsThatOthersWaitFor(t *testing.T) {
	store, path := opened(t)
	tx, err := store.Begin(ctx)
	must(t, err)
	paid(t, tx, 1)
	till, err := tx.Once("a") // which keeps the transaction alive, unless it is ended
	must(t, err)
	paid(t, till, 1)
	wait := begunCall(t, func(within context.Context) { _, err = store.Payments.Create(within, dollars(2)) })
	began := time.Now()
	must(t, store.Close())
	is(t, time.Since(began) < 5*time.Second, true) // not the patience of who waits
	runtime.KeepAlive([]*Store{tx, till})
	wait()
	must(t, err)
	is(t, total(t, reopened(t, path)), 1)
}

// begunCall makes a call in another goroutine and returns when it is under way: then it has a handle
// of its own, by which its context would break it off. What it returns waits for its end. Handles
// that nobody uses any more must not be collected meanwhile, for that is told by their number.
func begunCall(t *testing.T, call func(context.Context)) (wait func()) {
	t.Helper()
	within, end := context.WithCancel(ctx)
	before := live()
	var group sync.WaitGroup
	group.Go(func() { call(within) })
	eventually(t, "the call is not made", func() bool { return live() > before })
	return func() {
		group.Wait()
		end()
	}
}

// Who comes to a handle that is being closed is refused at once, however long that takes.
func TestNobodyWaitsForAClose(t *testing.T) {
	store, path := opened(t)
	other := reopened(t, path)
	tx, err := other.Begin(ctx) // through an Open of its own, so that closing the store does not end it
	must(t, err)
	dry, err := store.DryRun()
	must(t, err)
	wait := begunCall(t, func(within context.Context) { _, err = store.Payments.Create(within, dollars(2)) })
	closing := make(chan struct{})
	go func() {
		defer close(closing)
		must(t, store.Close())
	}()
	eventually(t, "the store is not being closed", store.handle.closing.Load)
	for _, gone := range []*Store{store, dry} {
		_, err := gone.Describe()
		fails(t, err, ErrClosed)
		_, err = gone.Payments.ListPage(ctx, ListOptions{})
		fails(t, err, ErrClosed)
	}
	select {
	case <-closing:
		t.Error("it is closed while a call is under way")
	default:
	}
	must(t, tx.Commit(ctx))
	must(t, tx.Close())
	runtime.KeepAlive(dry)
	wait()
	must(t, err) // what was under way goes on to its end
	<-closing
	is(t, total(t, other), 1)
}

// What nobody closed is closed when it is collected; what is under way then goes on.
func TestCollectionInCalls(t *testing.T) {
	atEnd(t)
	store, err := Open(ctx, "", InMemory())
	must(t, err)
	end := make(chan struct{})
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for {
				select {
				case <-end:
					return
				default:
					runtime.GC()
				}
			}
		})
	}
	var work sync.WaitGroup
	for worker := range 4 {
		work.Go(func() {
			for round := range 50 {
				key := fmt.Sprintf("%d-%d", worker, round)
				till, err := store.Once(key)
				must(t, err)
				within, cancel := context.WithCancel(ctx)
				// The handle is not used after this call, nor is any of what goes into it.
				made, err := till.Payments.Create(within, NewPayment{
					Amount: Amount{1, "USD"}, Description: "for " + key, CustomerName: "name " + key,
				})
				must(t, err)
				is(t, made.Description, "for "+key)
				is(t, made.CustomerName, "name "+key)
				cancel()
			}
		})
	}
	work.Wait()
	close(end)
	group.Wait()
	is(t, total(t, store), 200)
	eventually(t, "derived handles are not collected", func() bool { return live() <= 1 })
	store = nil
	eventually(t, "the store is not collected", func() bool { return live() == 0 })
}

func TestGoroutinesShareAStore(t *testing.T) {
	store, _ := opened(t, MayLoseLastCommitsOnPowerLoss())
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				made := paid(t, store, 1)
				for found, err := range store.Payments.List(ctx, ListOptions{Limit: 3}) {
					must(t, err)
					if found.ID == made.ID {
						break
					}
				}
			}
		})
	}
	group.Wait()
	is(t, total(t, store), 160)
}

func TestAContextEndsOneCall(t *testing.T) {
	store, path := opened(t, MayLoseLastCommitsOnPowerLoss())
	must(t, store.Transact(ctx, func(tx *Store) error {
		for range 3000 {
			paid(t, tx, 1)
		}
		return nil
	}))
	gone, cancel := context.WithCancelCause(ctx)
	mine := errors.New("mine")
	cancel(mine)
	_, err := store.Payments.Create(gone, dollars(1))
	is(t, errors.Is(err, context.Canceled) && errors.Is(err, mine), true)
	_, err = Open(gone, path)
	fails(t, err, ErrInterrupted)

	// In a long list, between its pages and in them.
	within, stop := context.WithCancel(ctx)
	count := 0
	for _, err := range store.Payments.List(within, ListOptions{}) {
		if err != nil {
			fails(t, err, ErrInterrupted)
			break
		}
		if count++; count == 150 {
			stop()
		}
	}
	is(t, count, 200)

	// In an export, whose progress is seen meanwhile, and which leaves no file.
	within, stop = context.WithCancel(ctx)
	var group sync.WaitGroup
	group.Go(func() {
		for {
			progress, err := store.Progress()
			must(t, err)
			if progress.Step == "export" && progress.Done > 0 || progress.Done > 100 {
				stop()
				return
			}
			runtime.Gosched()
		}
	})
	target := filepath.Join(t.TempDir(), "all.jsonl")
	_, err = store.Export(within, target, ExportOptions{})
	group.Wait()
	fails(t, err, ErrInterrupted)
	_, err = store.Export(ctx, target, ExportOptions{}) // it is not there, or would be in the way
	must(t, err)
	is(t, total(t, store), 3000)
}

func TestAContextEndsAWaitForAnotherProcess(t *testing.T) {
	store, path := opened(t)
	holder := process(t, "hold the writer", path)
	told, err := holder.StdoutPipe()
	must(t, err)
	asked, err := holder.StdinPipe()
	must(t, err)
	must(t, holder.Start())
	_, err = bufio.NewReader(told).ReadString('\n')
	must(t, err)

	within, stop := context.WithTimeout(ctx, 100*time.Millisecond)
	defer stop()
	began := time.Now()
	_, err = store.Payments.Create(within, dollars(2))
	is(t, errors.Is(err, context.DeadlineExceeded), true)
	fails(t, err, ErrInterrupted)
	is(t, time.Since(began) < 5*time.Second, true)
	wait := begunCall(t, func(within context.Context) { _, err = store.Payments.Create(within, dollars(3)) })
	must(t, asked.Close())
	must(t, holder.Wait())
	wait() // who waits beside it is not disturbed
	must(t, err)
	is(t, total(t, store), 2)
}

func holdTheWriter(path string) error {
	store, err := Open(ctx, path)
	if err != nil {
		return err
	}
	defer store.Close()
	return store.Transact(ctx, func(tx *Store) error {
		if _, err := tx.Payments.Create(ctx, dollars(1)); err != nil {
			return err
		}
		fmt.Println("held")
		_, err := io.ReadAll(os.Stdin)
		return err
	})
}

func TestKilledWhileCreating(t *testing.T) {
	store, path := opened(t)
	victim := process(t, "create without end", path)
	told, err := victim.StdoutPipe()
	must(t, err)
	must(t, victim.Start())
	lines := bufio.NewScanner(told)
	acknowledged := []string{}
	for lines.Scan() {
		acknowledged = append(acknowledged, lines.Text())
		if len(acknowledged) == 50 {
			must(t, victim.Process.Kill())
		}
	}
	is(t, victim.Wait() != nil, true)
	for _, id := range acknowledged {
		_, err := store.Payments.Get(ctx, id)
		must(t, err)
	}
	count := total(t, store)
	if count < int64(len(acknowledged)) || count > int64(len(acknowledged))+1 {
		t.Fatalf("%d of %d are there", count, len(acknowledged))
	}
	report, err := store.Check(ctx)
	must(t, err)
	is(t, report.Sound, true)
	paid(t, store, 1)
}

func createWithoutEnd(path string) error {
	store, err := Open(ctx, path)
	if err != nil {
		return err
	}
	for {
		made, err := store.Payments.Create(ctx, dollars(1))
		if err != nil {
			return err
		}
		fmt.Println(made.ID)
	}
}
