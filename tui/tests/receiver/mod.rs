//! A receiver of webhooks on loopback that answers as it is told, well or badly.

#![allow(dead_code, reason = "each test uses the part it needs")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// The value of a header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.as_str())
    }
}

/// What to answer.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// This status, with these headers, and no body.
    Status(u16, Vec<(&'static str, String)>),
    /// Good, with a body of which a byte comes now and then, for ever.
    SlowBody,
    /// Nothing, for this long.
    Silence(Duration),
    /// Nothing: the connection is closed.
    Close,
    /// What is no HTTP.
    Noise,
}

impl Reply {
    pub(crate) fn status(status: u16) -> Self {
        Self::Status(status, Vec::new())
    }
}

type Answer = dyn Fn(&Request, usize) -> Reply + Send + Sync;

/// A listening receiver; it ends with the process.
pub(crate) struct Receiver {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Receiver {
    /// A receiver that asks this what to answer to each request and its number, from 0.
    pub(crate) fn new(answer: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (heard, answer): (_, Arc<Answer>) = (Arc::clone(&requests), Arc::new(answer));
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (heard, answer) = (Arc::clone(&heard), Arc::clone(&answer));
                thread::spawn(move || serve(&connection, &heard, &*answer));
            }
        });
        Self { address, requests }
    }

    /// A URL of it.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What has come so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

/// A URL of this machine behind which nobody listens.
pub(crate) fn dead_url() -> String {
    // The port was free a moment ago, and the system hands out others first.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    format!("http://{address}/hook")
}

fn serve(connection: &TcpStream, heard: &Mutex<Vec<Request>>, answer: &Answer) {
    let mut reader = BufReader::new(connection);
    while let Some(request) = read(&mut reader) {
        let number = {
            let mut heard = heard.lock().unwrap();
            heard.push(request.clone());
            heard.len().saturating_sub(1)
        };
        if write(connection, answer(&request, number)).is_none() {
            return;
        }
    }
}

/// The next request, if one comes.
fn read(reader: &mut BufReader<&TcpStream>) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut request = Request { path, headers, body: Vec::new() };
    let length = request.header("content-length").parse().ok()?;
    request.body.resize(length, 0);
    reader.read_exact(&mut request.body).ok()?;
    Some(request)
}

/// Answers; `None` if the connection has served its time.
fn write(mut connection: &TcpStream, reply: Reply) -> Option<()> {
    match reply {
        Reply::Status(status, headers) => {
            let headers: String =
                headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            let head = format!("HTTP/1.1 {status} Told\r\nContent-Length: 0\r\n{headers}\r\n");
            connection.write_all(head.as_bytes()).ok()
        }
        Reply::SlowBody => {
            let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
            connection.write_all(head).ok()?;
            while connection.write_all(b"1\r\n.\r\n").is_ok() {
                thread::sleep(Duration::from_millis(100));
            }
            None
        }
        Reply::Silence(time) => {
            thread::sleep(time);
            None
        }
        Reply::Close => None,
        Reply::Noise => {
            connection.write_all(b"Good morning!\r\n\r\n").ok()?;
            None
        }
    }
}
