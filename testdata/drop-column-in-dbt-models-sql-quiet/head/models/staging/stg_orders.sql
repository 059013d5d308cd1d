select
    id,
    placed_at
from {{ source('shop', 'orders') }}
