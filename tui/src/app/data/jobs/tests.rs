//! Long work in its threads.

use std::net::TcpListener;
use std::sync::mpsc::Receiver;
use std::time::Instant;

use billfold_core::{DeliveryStatus, NewWebhookEndpoint};

use super::*;
use crate::app::job::Task;
use crate::app::msg::Body;
use crate::app::screens::ENDPOINTS;

/// Goes on until it is ended.
static ENDLESS: Task = Task {
    name: "endless",
    label: "Endless",
    about: "Go on until it is ended",
    form: None,
    reads: true,
    run: |_, _, goes_on| {
        while goes_on(0, 0) {
            thread::sleep(Duration::from_millis(1));
        }
        Err(interrupted())
    },
};

/// Falls over.
static FALLS: Task = Task {
    name: "falls",
    label: "Falls",
    about: "Fall over",
    form: None,
    reads: true,
    run: |_, _, _| panic!("over"),
};

fn task(task: &'static Task) -> Job {
    Job::Task(task, Body("{}".to_owned()))
}

/// How the work of this number ends.
fn end(news: &Receiver<Msg>, id: JobId) -> Result<Done> {
    loop {
        let message = news.recv_timeout(Duration::from_secs(20)).unwrap();
        if let Msg::Job(of, JobNews::Ended(outcome)) = message
            && of == id
        {
            return outcome;
        }
    }
}

#[test]
fn what_has_ended_is_not_kept() {
    let (tell, news) = mpsc::channel();
    let mut jobs = Jobs::new(Store::in_memory().unwrap(), tell);
    for number in 0..10 {
        let id = JobId(number);
        jobs.start(id, task(&ENDLESS)).unwrap();
        jobs.cancel(id);
        assert_eq!(end(&news, id).unwrap_err().kind(), ErrorKind::Interrupted);
        while !jobs.running[&id].thread.is_finished() {
            thread::sleep(Duration::from_millis(1));
        }
    }
    jobs.start(JobId(10), task(&ENDLESS)).unwrap();
    assert_eq!(jobs.running.len(), 1);
}

#[test]
fn a_mistake_of_ours_is_told_as_the_end_of_the_work() {
    let (tell, news) = mpsc::channel();
    let mut jobs = Jobs::new(Store::in_memory().unwrap(), tell);
    jobs.start(JobId(1), task(&FALLS)).unwrap();
    let error = end(&news, JobId(1)).unwrap_err();
    assert_eq!(error.code(), "panic");
    assert!(error.message().contains("what was done stays done"), "{}", error.message());
    // There is room for more work afterwards.
    jobs.start(JobId(2), task(&ENDLESS)).unwrap();
    jobs.cancel(JobId(2));
    assert!(end(&news, JobId(2)).is_err());
}

#[test]
fn what_waits_for_others_is_left_at_once_and_stays_to_be_sent() {
    // It takes the request, and never answers.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let store = Store::in_memory().unwrap();
    let made = store.create_webhook_endpoint(NewWebhookEndpoint::new(url)).unwrap();
    let action = ENDPOINTS.action("test").unwrap();
    let entry = (ENDPOINTS.entry)(&store, &made.webhook_endpoint.id.to_string()).unwrap();
    let write = Write {
        collection: &ENDPOINTS,
        action,
        entry: Some(entry),
        owner: None,
        body: Body("{}".to_owned()),
        version: None,
        key: "once".to_owned(),
        is_rehearsal: false,
    };
    let (tell, news) = mpsc::channel();
    let mut jobs = Jobs::new(store.clone(), tell);
    jobs.start(JobId(1), Job::Act(Box::new(write))).unwrap();
    drop(listener.accept().map(|(stream, _)| std::mem::forget(stream)));
    let begun = Instant::now();
    jobs.cancel(JobId(1));
    assert_eq!(end(&news, JobId(1)).unwrap_err().kind(), ErrorKind::Interrupted);
    drop(jobs);
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    // Nothing is lost: it is tried again when it is time.
    let sent = store.list_deliveries(&Default::default(), &PageRequest::first()).unwrap();
    assert_eq!(sent.items[0].status, DeliveryStatus::Pending);
}
