//! One HTTP request after the other: what is sent, and whether anybody answered.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::time::{Duration, Instant};

use billfold_core::ErrorKind;
use ureq::config::Config;
use ureq::http::header::RETRY_AFTER;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body, Timeout, http};

use crate::failure::{Failure, Result};

/// How long a body that nobody needs is read, so that the connection can serve again.
const PATIENCE_WITH_BODIES: Duration = Duration::from_secs(1);
/// Bytes of such a body that are read at the most; beyond that a new connection is cheaper.
const LONGEST_BODY: u64 = 16 * 1024;

/// Sends requests; its connections serve again.
#[derive(Clone)]
pub(crate) struct Sender {
    agent: Agent,
}

/// What came of a request.
pub(crate) struct Answered {
    /// The HTTP status and the `Retry-After` header, or why nobody answered.
    pub(crate) outcome: Result<(u16, Option<String>), String>,
    /// How long it took.
    pub(crate) duration: Duration,
}

impl Sender {
    /// A sender that gives each request this long, and trusts the authorities that browsers do,
    /// or those of a PEM file alone.
    pub(crate) fn new(timeout: Duration, authorities: Option<&Path>) -> Result<Self> {
        let mut tls = TlsConfig::builder();
        if let Some(path) = authorities {
            tls = tls.root_certs(RootCerts::new_with_certs(&certificates(path)?));
        }
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(timeout))
            .timeout_recv_body(Some(PATIENCE_WITH_BODIES))
            .tls_config(tls.build())
            .build();
        Ok(Self { agent: config.new_agent() })
    }

    /// Posts a body and waits for the answer's head.
    pub(crate) fn post<'h>(
        &self,
        url: &str,
        headers: impl IntoIterator<Item = (&'h str, &'h str)>,
        body: &[u8],
    ) -> Answered {
        let mut request = self.agent.post(url);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let begun = Instant::now();
        let sent = request.send(body);
        let duration = begun.elapsed();
        let outcome = match sent {
            Ok(response) => Ok(read(response)),
            Err(error) => Err(reason(&error)),
        };
        Answered { outcome, duration }
    }
}

/// What the store wants to know of an answer.
fn read(response: http::Response<Body>) -> (u16, Option<String>) {
    let status = response.status().as_u16();
    let retry_after = response.headers().get(RETRY_AFTER);
    let retry_after = retry_after.and_then(|value| value.to_str().ok()).map(str::to_owned);
    // The answer is known; a body that does not end only costs the connection.
    let mut rest = response.into_body().into_reader().take(LONGEST_BODY);
    let _ = std::io::copy(&mut rest, &mut std::io::sink());
    (status, retry_after)
}

/// Why nobody answered, without the URL, which the reader knows and which may hold a secret.
fn reason(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(Timeout::Connect | Timeout::Resolve) => "no connection in time".into(),
        ureq::Error::Timeout(_) => "no answer in time".into(),
        ureq::Error::HostNotFound => "the host's name cannot be resolved".into(),
        ureq::Error::ConnectionFailed => "no connection".into(),
        ureq::Error::BadUri(_) => "the URL leads nowhere".into(),
        ureq::Error::Io(error) => error.to_string(),
        error => error.to_string(),
    }
}

/// The certificates in a PEM file.
fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>> {
    let refused = |reason: String| {
        let message = format!("{}: {reason}", path.display());
        Failure::new(ErrorKind::Validation, "ca_file", message)
    };
    let pem = fs::read(path).map_err(|error| refused(error.to_string()))?;
    let mut found = Vec::new();
    for item in parse_pem(&pem) {
        match item.map_err(|error| refused(error.to_string()))? {
            PemItem::Certificate(certificate) => found.push(certificate),
            _ => return Err(refused("holds something else than certificates".into())),
        }
    }
    if found.is_empty() { Err(refused("holds no certificate".into())) } else { Ok(found) }
}
