"""A receiver that trusts nobody: it verifies each webhook with the published library.

Arguments: the endpoint's secret, and, to speak TLS, a certificate and its key. It prints its port, then a line of JSON for each request:
its webhook-id, whether the library accepted it, and what the library made of the body. It
answers 204 to what is good and 400 to what is not.
"""

import json
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook, WebhookVerificationError


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    webhook = Webhook(sys.argv[1])

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        heard = {"id": self.headers["webhook-id"], "accepted": True}
        try:
            heard["payload"] = self.webhook.verify(body, dict(self.headers))
        except WebhookVerificationError as error:
            heard.update(accepted=False, reason=str(error))
        # In one piece: others print at the same time.
        sys.stdout.write(json.dumps(heard) + "\n")
        sys.stdout.flush()
        self.send_response(204 if heard["accepted"] else 400)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
