//! Which kinds of records there are to export and import.

use crate::value::word::word_enum;

word_enum! {
    /// A kind of record, named as events name their objects.
    ///
    /// They stand in the order of an export: what others refer to comes before them.
    pub enum RecordKind ("kind") {
        /// What the store goes by; one record.
        Settings = "settings",
        /// Who links clients.
        Orchestrator = "orchestrator",
        /// Who owns payments and requests to link.
        Client = "client",
        /// Which orchestrator's fees and branding apply to which client.
        ClientLink = "client_link",
        /// Invitations to make a client and link it.
        LinkIntent = "link_intent",
        /// What orchestrators earn.
        Fee = "fee",
        /// How payments look.
        Branding = "branding",
        /// Whom users link their accounts with.
        Biller = "biller",
        /// Who pays.
        Customer = "customer",
        /// What is to be paid and was.
        Payment = "payment",
        /// Who is asked to link an account.
        RequestToLink = "request_to_link",
        /// Who is told of events.
        WebhookEndpoint = "webhook_endpoint",
    }
}
