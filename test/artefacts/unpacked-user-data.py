"""Prints what cloud-init makes of the user data in a file, as it does on a machine whose data source hands it on as it is."""

import sys

from cloudinit.user_data import UserDataProcessor


class Paths:
    def get_cpath(self, _name):
        return "/nonexistent"

    get_ipath_cur = get_cpath


with open(sys.argv[1], encoding="utf-8") as file:
    message = UserDataProcessor(Paths()).process(file.read())
for part in message.walk():
    if not part.is_multipart():
        print(part.get_content_type())
        sys.stdout.write(part.get_payload(decode=True).decode())
