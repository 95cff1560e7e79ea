"""Which ends of the entry into the park are counted in working days and stored?"""
