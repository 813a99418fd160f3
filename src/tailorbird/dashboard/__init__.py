"""The merchant's pages."""

from tailorbird.dashboard.login import Sessions
from tailorbird.dashboard.routes import dashboard_errors, dashboard_routes
from tailorbird.dashboard.source import DashboardSource

__all__ = ["DashboardSource", "Sessions", "dashboard_errors", "dashboard_routes"]
