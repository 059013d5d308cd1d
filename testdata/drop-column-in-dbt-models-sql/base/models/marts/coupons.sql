select o.coupon_code, count(*) as uses
from orders as o
group by o.coupon_code
