"""What chance alone does to the share of a group; pure functions."""

from scipy.special import bdtr, bdtrc, ndtr


def band(pupils: int, share: float, deviations: float) -> tuple[int, int]:
    """The smallest and largest number of pupils that chance keeps to, in a group whose true share is `share`.

    Exact binomial limits: outside them on either side lies at most the tail of a normal distribution at so many
    standard deviations (1.96: 2.5 %).
    """
    side = float(ndtr(-deviations))
    inside = [
        n for n in range(pupils + 1) if bdtr(n, pupils, share) > side and (n == 0 or bdtrc(n - 1, pupils, share) > side)
    ]
    return inside[0], inside[-1]
