package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"net/http"
	"time"
)

// VerifySignature says whether a webhook was sent by the holder of the secret, and recently: for
// receivers, who need no store. Nil says that it was.
//
// The headers are those of the request, of which webhook-id, webhook-timestamp and
// webhook-signature are looked at, the body its bytes before anything has read them, and now the
// receiver's time, from which the signature's may be five minutes away. One good signature among
// several is enough. Keep the ids of some days: the same webhook-id again is the same event again.
//
// Errors: [ErrValidation] for a malformed secret or header, named as a field; [ErrAuthentication]:
// timestamp_too_old, timestamp_too_new, signature_mismatch.
func VerifySignature(secret Secret, headers http.Header, body []byte, now time.Time) error {
	var c call
	return untyped(run(&c, func(c *call) C.billfold_status {
		key, keyLength := c.text(secret.Reveal())
		id, idLength := c.text(headers.Get("webhook-id"))
		at, atLength := c.text(headers.Get("webhook-timestamp"))
		signature, signatureLength := c.text(headers.Get("webhook-signature"))
		text, length := c.text(string(body))
		return C.billfold_verify_signature(key, keyLength, id, idLength, at, atLength, signature,
			signatureLength, text, length, C.int64_t(now.Unix()), &c.err)
	}))
}
