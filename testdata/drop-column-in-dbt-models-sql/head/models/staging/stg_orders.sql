{{ config(materialized='view') }}

select
    id,
    placed_at,
    coupon_code
from {{ source('shop', 'orders') }}
{% if is_incremental() %}
where placed_at > (select max(placed_at) from {{ this }})
{% endif %}
