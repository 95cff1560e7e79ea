"""Where everything belongs: the region tree (GB/T 2260) and the parks, which are the tenants.

Words: a region is a province, prefecture, county or township; a park (孵化园) serves one region.
"""
