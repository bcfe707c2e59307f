"""What leaves the house as a file: letters, the annual report, receipts.

Papers are told facts and give bytes back; they decide nothing, read no database and know no channel.
"""
