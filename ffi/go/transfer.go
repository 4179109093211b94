package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
)

// ExportOptions is what to export. All zeros: everything.
type ExportOptions struct {
	// Only the records of this kind: payment, request_to_link.
	Kind string
	// Only those that this text of the filter language describes, in the terms of that kind's List; it
	// needs Kind.
	Filter string
}

func (in *ExportOptions) lend(c *call) *C.billfold_export_options {
	made := sized(&C.billfold_export_options{
		kind:   c.field(in.Kind),
		filter: c.field(in.Filter),
	})
	return made
}

// ImportOptions is how an import is to be read. All zeros: lines of an export.
type ImportOptions struct {
	// Every line is a request's body of this kind, without anything around it: payment.
	Kind string
	// The orchestrator that such bodies are for.
	OrchestratorID string
	// The path of a file to which the secrets of what bodies create are added, before they are
	// committed. Empty: link intents are refused, and clients and orchestrators are to be
	// given new secrets.
	SecretsPath string
	// Whether to try again the lines that an import of the same bytes refused before.
	Retry bool
}

func (in *ImportOptions) lend(c *call) *C.billfold_import_options {
	made := sized(&C.billfold_import_options{
		kind:            c.field(in.Kind),
		orchestrator_id: c.field(in.OrchestratorID),
		secrets_path:    c.field(in.SecretsPath),
		retry:           truth(in.Retry),
	})
	return made
}

// ExportReport is what an export held.
type ExportReport struct {
	document

	// How many records in all.
	Records uint64
	// How many records of each kind there were.
	Kinds []ExportKind
}

func showExportReport(
	page *C.billfold_page, index C.size_t, view *C.billfold_export_report, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_export_report(page, index, view, err)
}

func showExportReportKind(
	page *C.billfold_page, index, part C.size_t, view *C.billfold_export_kind, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_export_report_kind(page, index, part, view, err)
}

func exportReportOf(r *reader, view *C.billfold_export_report) ExportReport {
	return ExportReport{
		document: r.document(),
		Records:  uint64(view.records),
		Kinds:    parts(r, view.kind_count, showExportReportKind, exportKindOf),
	}
}

// ExportKind is how many records of a kind an export held.
type ExportKind struct {
	// The kind: payment, request_to_link.
	Kind string
	// How many records.
	Records uint64
}

func exportKindOf(view *C.billfold_export_kind) ExportKind {
	return ExportKind{
		Kind:    text(view.kind),
		Records: uint64(view.records),
	}
}

// ImportReport is what an import came to.
type ImportReport struct {
	document

	// Names the input: the SHA-256 of its bytes, and of how they are read, in hexadecimal.
	SourceHash string
	// How many lines it has.
	Lines uint64
	// How many of them had been done before.
	LinesDoneBefore uint64
	// Lines whose record is new, whenever they were done.
	Created uint64
	// Lines whose record was there and was changed.
	Updated uint64
	// Lines whose record was there as the line says.
	Unchanged uint64
	// Lines that were left out as bad.
	Refused uint64
	// The lines that were left out, as far as they can be read.
	Refusals []ImportRefusal
	// Whether this very call changed the store, or of a dry run would have.
	Changed bool
}

func showImportReport(
	page *C.billfold_page, index C.size_t, view *C.billfold_import_report, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_import_report(page, index, view, err)
}

func showImportReportRefusal(
	page *C.billfold_page, index, part C.size_t, view *C.billfold_import_refusal, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_import_report_refusal(page, index, part, view, err)
}

func importReportOf(r *reader, view *C.billfold_import_report) ImportReport {
	return ImportReport{
		document:        r.document(),
		SourceHash:      text(view.source_hash),
		Lines:           uint64(view.lines),
		LinesDoneBefore: uint64(view.lines_done_before),
		Created:         uint64(view.created),
		Updated:         uint64(view.updated),
		Unchanged:       uint64(view.unchanged),
		Refused:         uint64(view.refused),
		Refusals:        parts(r, view.refusal_count, showImportReportRefusal, importRefusalOf),
		Changed:         view.changed != 0,
	}
}

// ImportRefusal is a line that an import left out.
type ImportRefusal struct {
	// Which line, from 1.
	Line uint64
	// Why: [ErrValidation], [ErrConflict].
	Status Kind
	// The fine reason.
	Code string
	// Why, for a person, with every bad field.
	Message string
	// The first bad field: a dotted path. Empty if there is none.
	Field string
}

func importRefusalOf(view *C.billfold_import_refusal) ImportRefusal {
	return ImportRefusal{
		Line:    uint64(view.line),
		Status:  Kind(view.status),
		Code:    text(view.code),
		Message: text(view.message),
		Field:   text(view.field),
	}
}

// Export writes every record into a new file, in lines of JSON that [Store.Import] takes;
// credentials stay behind. The file is there whole or not at all, and readable by its owner only.
// How far it is, [Store.Progress] tells.
//
// Errors: [ErrConflict]: file_exists, for an export replaces nothing; [ErrNotFound]: there is no
// such folder; [ErrStorage] for a symbolic link, a directory, no permission, disk_full;
// [ErrValidation] for kind or filter; [ErrForbidden] unless it is the owner's handle.
func (s *Store) Export(
	ctx context.Context, path string, options ExportOptions,
) (ExportReport, error) {
	return one(ctx, s, showExportReport, exportReportOf, func(c *call) C.billfold_status {
		s.handle.work(c)
		text, length := c.text(path)
		return C.billfold_store_export(c.store, text, length, options.lend(c), &c.page, &c.err)
	})
}

// Import imports lines of JSON from a file: records of an export, which are put back as they were,
// and bodies of requests, which create. Bad lines are left out and told in the report. An input is
// known by its bytes: cut off, its import goes on where it stopped; done, it changes nothing
// however often it is repeated. How far it is, [Store.Progress] tells.
//
// Errors: [ErrNotFound]: there is no such file; [ErrStorage]: input_unreadable, output_failed or
// secrets_unwritten for the file of secrets; [ErrValidation] for the options, or a handle of
// [Store.Once] or [Store.IfVersion]; [ErrUnsupported]: export_format, the export of a newer
// Billfold; [ErrConflict]: transaction_open; [ErrForbidden] unless it is the owner's handle. What
// was committed before an error stays, and the same import goes on from there.
func (s *Store) Import(
	ctx context.Context, path string, options ImportOptions,
) (ImportReport, error) {
	return one(ctx, s, showImportReport, importReportOf, func(c *call) C.billfold_status {
		s.handle.work(c)
		text, length := c.text(path)
		return C.billfold_store_import(c.store, text, length, options.lend(c), &c.page, &c.err)
	})
}
