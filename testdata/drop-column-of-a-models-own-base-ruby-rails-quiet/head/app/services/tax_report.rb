class TaxReport
  def first
    Shop::Zone.find_by(active: true)&.name
  end
end
