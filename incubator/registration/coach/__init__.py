"""Where do all cases stand, how long do steps usually take here, and how many came through?"""
