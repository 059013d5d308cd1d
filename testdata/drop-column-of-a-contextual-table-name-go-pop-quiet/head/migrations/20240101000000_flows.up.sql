CREATE TABLE recovery_requests (
    id UUID PRIMARY KEY,
    messages JSON,
    notes JSON
);
CREATE TABLE flows (
    id UUID PRIMARY KEY,
    messages JSON
);
