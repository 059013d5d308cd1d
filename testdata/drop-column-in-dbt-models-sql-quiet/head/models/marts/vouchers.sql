select o.coupon_code
from {{ ref('orders') }} as o
