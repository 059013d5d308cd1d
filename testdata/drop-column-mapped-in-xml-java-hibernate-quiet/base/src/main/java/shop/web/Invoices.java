package shop.web;

import shop.domain.Invoice;

class Invoices {
    String show(Invoice invoice) {
        return invoice.getNumber();
    }
}
