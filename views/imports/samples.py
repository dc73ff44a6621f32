"""Small files that show which columns imports understand. Their people and organisations are invented."""

Sample = tuple[list[str], list[list[str]]]

SAMPLES: dict[str, dict[str, Sample]] = {
    "contacts": {
        "uk": (
            [
                "Прізвище", "Ім’я", "По батькові", "Назва", "Тип", "ЄДРПОУ", "E-mail", "Телефон",
                "Місто", "Адреса", "Сайт", "Теги", "Організація", "Посада", "Дата народження", "Примітки",
            ],
            [
                [
                    "Зразкова", "Олена", "Петрівна", "", "", "", "olena@example.org", "050 123 45 67",
                    "Луцьк", "вул. Лесі Українки, 10", "", "волонтерка, читачка", "ГО «Зразок»", "координаторка", "",
                    "Дзвонити після 18:00",
                ],
                [
                    "", "", "", "ГО «Зразок»", "ГО", "", "office@example.org", "0332 72 33 44",
                    "Луцьк", "", "https://example.org", "партнер", "", "", "", "",
                ],
            ],
        ),
        "en": (
            [
                "Surname", "First name", "Patronymic", "Organisation name", "Type", "EDRPOU", "E-mail", "Phone",
                "City", "Address", "Website", "Tags", "Organisation", "Position", "Birth date", "Notes",
            ],
            [
                [
                    "Sample", "Olena", "Petrivna", "", "", "", "olena@example.org", "+380 50 123 45 67",
                    "Lutsk", "10 Lesia Ukrainka St", "", "volunteer, reader", "Sample NGO", "coordinator", "",
                    "Call after 6 p.m.",
                ],
                [
                    "", "", "", "Sample NGO", "NGO", "", "office@example.org", "+380 332 72 33 44",
                    "Lutsk", "", "https://example.org", "partner", "", "", "", "",
                ],
            ],
        ),
    },
    "attendance": {
        "uk": (
            ["Філія", "Форма участі", "Вікова група", "Період", "Кількість заходів", "Кількість учасників"],
            [
                ["Центральна бібліотека", "На місці", "0–11", "2025-09", "12", "240"],
                ["Центральна бібліотека", "На місці", "12–17", "2025-09", "5", "68"],
                ["Центральна бібліотека", "Онлайн", "18+", "2025-09", "2", "31"],
                ["Центральна бібліотека", "На місці", "Усі", "IV квартал 2025", "40", "812"],
            ],
        ),
        "en": (
            ["Branch", "Event type", "Age group", "Period", "Number of events", "Number of participants"],
            [
                ["Central library", "In person", "Under 12", "2025-09", "12", "240"],
                ["Central library", "In person", "12-17", "2025-09", "5", "68"],
                ["Central library", "Online", "Adult", "2025-09", "2", "31"],
                ["Central library", "In person", "All ages", "2025-10-01/P3M", "40", "812"],
            ],
        ),
    },
}  # fmt: skip
