package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
)

// The tables as Billfold has them: the same columns, the same indexes. Its checks, triggers and
// foreign keys are left out, in favour of whoever does without.
const tables = `
CREATE TABLE payment (
    seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, client INTEGER, orchestrator INTEGER,
    customer INTEGER, status TEXT NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL,
    mcc INTEGER, description TEXT, metadata TEXT NOT NULL, success_url TEXT, cancel_url TEXT,
    payment_method TEXT, failure_code TEXT, failure_message TEXT, late_at INTEGER, late_method TEXT,
    fee_plan TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, completed_at INTEGER, version INTEGER NOT NULL
) STRICT;
CREATE INDEX payment_by_status ON payment (status);
CREATE INDEX payment_by_currency ON payment (currency);
CREATE INDEX payment_by_client ON payment (client) WHERE client IS NOT NULL;
CREATE INDEX payment_by_client_status ON payment (client, status) WHERE client IS NOT NULL;
CREATE INDEX payment_by_orchestrator ON payment (orchestrator) WHERE orchestrator IS NOT NULL;
CREATE INDEX payment_by_customer ON payment (customer) WHERE customer IS NOT NULL;
CREATE INDEX payment_overdue ON payment (expires_at, client, orchestrator, currency, amount_minor)
    WHERE status = 'pending';
CREATE INDEX payment_by_creation ON payment (created_at);
CREATE INDEX payment_by_expiry ON payment (expires_at);
CREATE INDEX payment_by_completion ON payment (completed_at, currency, amount_minor, client, orchestrator)
    WHERE completed_at IS NOT NULL;
CREATE TABLE event (
    seq INTEGER PRIMARY KEY, site INTEGER NOT NULL, site_seq INTEGER NOT NULL,
    id BLOB NOT NULL UNIQUE, type TEXT NOT NULL, object TEXT NOT NULL, object_id TEXT NOT NULL,
    object_version INTEGER NOT NULL, previous_status TEXT, actor TEXT NOT NULL, at INTEGER NOT NULL,
    body TEXT NOT NULL, hash BLOB NOT NULL, UNIQUE (site, site_seq)
) STRICT;
CREATE INDEX event_by_object ON event (object_id);
CREATE TABLE counter (
    scope TEXT NOT NULL, owner INTEGER NOT NULL, status TEXT NOT NULL, currency TEXT NOT NULL,
    count INTEGER NOT NULL, sum_high INTEGER NOT NULL, sum_low INTEGER NOT NULL,
    PRIMARY KEY (scope, owner, status, currency)
) STRICT, WITHOUT ROWID;`

// Payment is a row of the table payment.
type Payment struct {
	Seq            int64   `gorm:"primaryKey" json:"-"`
	ID             []byte  `json:"id"`
	Client         *int64  `json:"client_id"`
	Orchestrator   *int64  `json:"-"`
	Customer       *int64  `json:"-"`
	Status         string  `json:"status"`
	AmountMinor    int64   `json:"amount_minor"`
	Currency       string  `json:"currency"`
	MCC            *int64  `gorm:"column:mcc" json:"mcc"`
	Description    *string `json:"description"`
	Metadata       string  `json:"metadata"`
	SuccessURL     *string `gorm:"column:success_url" json:"success_url"`
	CancelURL      *string `gorm:"column:cancel_url" json:"cancel_url"`
	PaymentMethod  *string `json:"payment_method"`
	FailureCode    *string `json:"-"`
	FailureMessage *string `json:"-"`
	LateAt         *int64  `json:"-"`
	LateMethod     *string `json:"-"`
	FeePlan        *string `json:"-"`
	CreatedAt      int64   `json:"created_at" gorm:"autoCreateTime:false"`
	UpdatedAt      int64   `json:"updated_at" gorm:"autoUpdateTime:false"`
	ExpiresAt      int64   `json:"expires_at"`
	CompletedAt    *int64  `json:"completed_at"`
	Version        int64   `json:"version"`
}

// Event is a row of the table event.
type Event struct {
	Seq            int64 `gorm:"primaryKey"`
	Site           int64
	SiteSeq        int64
	ID             []byte
	Type           string
	Object         string
	ObjectID       string
	ObjectVersion  int64
	PreviousStatus *string
	Actor          string
	At             int64
	Body           string
	Hash           []byte
}

// Counter is a row of the table counter.
type Counter struct {
	Scope    string `gorm:"primaryKey"`
	Owner    int64  `gorm:"primaryKey;autoIncrement:false"`
	Status   string `gorm:"primaryKey"`
	Currency string `gorm:"primaryKey"`
	Count    int64
	SumHigh  int64
	SumLow   int64
}

// TableName is the table's name, which is singular.
func (Payment) TableName() string { return "payment" }

// TableName is the table's name, which is singular.
func (Event) TableName() string { return "event" }

// TableName is the table's name, which is singular.
func (Counter) TableName() string { return "counter" }

// table is a database with such tables, through GORM and go-sqlite3.
func table(path string) (*gorm.DB, error) {
	db, err := connect(path)
	if err != nil {
		return nil, err
	}
	under, err := db.DB()
	if err != nil {
		return nil, err
	}
	_, err = under.Exec(tables)
	return db, err
}

func connect(path string) (*gorm.DB, error) {
	source := "file:" + path + "?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=10000"
	return gorm.Open(sqlite.Open(source), &gorm.Config{
		PrepareStmt: true, Logger: logger.Default.LogMode(logger.Silent),
	})
}

func row(number int64) *Payment {
	id := make([]byte, 16)
	_, _ = rand.Read(id)
	now := time.Now().Unix()
	description, mcc := describe(number), int64(6012)
	return &Payment{
		ID: id, Status: "pending", AmountMinor: number + 1, Currency: "USD", MCC: &mcc,
		Description: &description, Metadata: "{}", CreatedAt: now, UpdatedAt: now,
		ExpiresAt: now + 3600, Version: 1,
	}
}

func describe(number int64) string { return fmt.Sprintf("Order %d", number) }

// createRow writes the payment's row alone.
func createRow(db *gorm.DB, number int64) error { return db.Create(row(number)).Error }

// createAll writes what Billfold writes of a payment, at once: its row, its event with the hash over
// the one before, and two totals.
func createAll(db *gorm.DB, number int64) error {
	return db.Transaction(func(tx *gorm.DB) error {
		payment := row(number)
		if err := tx.Create(payment).Error; err != nil {
			return err
		}
		body, err := json.Marshal(payment)
		if err != nil {
			return err
		}
		var last Event
		if err := tx.Order("seq DESC").Limit(1).Find(&last).Error; err != nil {
			return err
		}
		id := make([]byte, 16)
		_, _ = rand.Read(id)
		hash := sha256.Sum256(append(last.Hash, body...))
		if err := tx.Create(&Event{
			Seq: last.Seq + 1, Site: 1, SiteSeq: last.Seq + 1, ID: id, Type: "payment.created",
			Object: "payment", ObjectID: fmt.Sprintf("%x", payment.ID), ObjectVersion: 1,
			Actor: "owner", At: payment.CreatedAt, Body: string(body), Hash: hash[:],
		}).Error; err != nil {
			return err
		}
		totals := []Counter{}
		for _, scope := range []string{"payment", "payment_of_client"} {
			totals = append(totals, Counter{Scope: scope, Status: payment.Status,
				Currency: payment.Currency, Count: 1, SumLow: payment.AmountMinor})
		}
		return tx.Clauses(clause.OnConflict{DoUpdates: clause.Assignments(map[string]any{
			"count":   gorm.Expr("count + 1"),
			"sum_low": gorm.Expr("sum_low + excluded.sum_low"),
		})}).Create(&totals).Error
	})
}

// readPages reads so many of the newest, in pages of a hundred, each from where the last ended.
func readPages(db *gorm.DB, count int) (rows []Payment, err error) {
	for before := int64(1) << 62; len(rows) < count; before = rows[len(rows)-1].Seq {
		var page []Payment
		if err := db.Where("seq < ?", before).Order("seq DESC").Limit(100).Find(&page).Error; err != nil {
			return nil, err
		}
		if len(page) == 0 {
			break
		}
		rows = append(rows, page...)
	}
	return rows, nil
}
