"""The merchant's pages."""

from tailorbird.dashboard.routes import dashboard_errors, dashboard_routes
from tailorbird.dashboard.source import DashboardSource

__all__ = ["DashboardSource", "dashboard_errors", "dashboard_routes"]
