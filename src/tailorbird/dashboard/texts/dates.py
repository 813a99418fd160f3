"""Words of dates and times."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SHORT_MONTHS = tuple(month[:3] for month in MONTHS)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

DATES: dict[str, str | tuple[str, str]] = {
    "date": "{day} {month} {year}",
    "day_and_month": "{day} {month}",
    "weekday_date": "{weekday} {date}",
    "instant": "{date}, {time} UTC",
    "today": "Today",
    "yesterday": "Yesterday",
    "just_now": "just now",
    "minutes_ago": ("a minute ago", "{n} minutes ago"),
    "hours_ago": ("an hour ago", "{n} hours ago"),
    "days_ago": ("yesterday", "{n} days ago"),
}
