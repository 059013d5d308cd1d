from django.shortcuts import get_object_or_404, render
from django.views.generic import DetailView, ListView

from .models import Customer, Order


class OrderList(ListView):
    model = Order
    context_object_name = "orders"


class OrderDetail(DetailView):
    model = Order
    template_name = "shop/one.html"


def customer(request, pk):
    customer = get_object_or_404(Customer, pk=pk)
    return render(request, "shop/customer.html", {"buyer": customer, "orders": Order.objects.filter(customer=pk)})
