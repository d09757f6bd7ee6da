"""The sentences of requests, consents, access, permits and mail."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("there is nobody whose consent could be asked"),
    marked("the same is asked already and waits for its answers"),
    marked("nobody decides her own request: another officer must (W7)"),
    marked("say why you decline: the asker is told"),
    marked("its deadline passed at %(when)s; it has to be asked again"),
    marked("%(name)s of %(organization)s %(state)s it already"),
    marked("it was decided already: it is %(state)s"),
    marked("your organization answered already: %(name)s %(state)s it"),
    marked("granted"),
    marked("declined"),
    marked("lapsed"),
    marked("taken-back"),
    marked("say why you ask: the originators decide on it"),
    marked("your own organization originated it; who reads it is for its officers to say"),
    marked("it is %(state)s by now, so nothing of it can be granted any more; decline it"),
    marked("a permit is for one or more of: %(actions)s"),
    marked("it does not carry H2, so there is nothing to permit; what is granted stands on its page"),
    marked("that is permitted to your organization already"),
    marked("it is %(state)s; only what was granted can be taken back"),
    marked("'%(word)s' is no account of a copy; say %(words)s"),
    marked("no copy of it was issued to you; acknowledge it without an account"),
    marked("TLP:%(label)s stays with the recipients: its existence cannot be disclosed to others"),
    marked("the abstract repeats the title, which is marked %(label)s; word it so that it tells nothing"),
    marked("say the register title: it is what is disclosed"),
    marked("say the abstract that is to be disclosed, or disclose the existence only"),
    marked("'%(address)s' is not an e-mail address; write one such as amina@afripol.example"),
)
