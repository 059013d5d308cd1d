-- name: ByState :many
SELECT id FROM users WHERE state::text = ANY($1::text[]);
