"""A mail server for tests: it takes every mail over a real connection and keeps it."""

import socketserver
import threading
import time
from email import message_from_bytes, policy
from email.message import EmailMessage


class _Talk(socketserver.StreamRequestHandler):
    server: "MailServer"

    def handle(self):
        self.say("220 mail.test ready")
        for line in self.rfile:
            word = line.split()[0].upper() if line.split() else b""
            if word == b"QUIT":
                self.say("221 bye")
                return
            if word == b"DATA":
                self.say("354 go on")
                self.keep()
            self.say("250 fine")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def keep(self):
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine until the block is left."""

    daemon_threads = True
    block_on_close = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mails: list[EmailMessage] = []
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def mail_to(self, address, *, seconds):
        """The text of the first mail to that address, once it is here."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for mail in list(self.mails):
                if mail["To"] == address:
                    return mail.get_content()
            time.sleep(0.05)
        raise AssertionError(f"no mail to {address} within {seconds} s")

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.thread.join()
        self.server_close()
