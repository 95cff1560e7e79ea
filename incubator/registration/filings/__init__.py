"""Which groups are filed with which township: the register of filed community groups (备案名册).

Read `rules` (types, numbers and the yearly window as dated data), then `actions`. `register_views` are its
pages, `map_views` the townships. A filing is made by the case that ends with it, or in bulk.
"""
