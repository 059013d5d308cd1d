package org.example;

class Accounts {
    static final String NOTIFIED = "SELECT id, email FROM accounts WHERE is_notified";
}
