"""The words that the scripts say, so that they are translated with everything else."""

from django.utils.translation import gettext


def script_words() -> dict[str, str]:
    """Named placeholders in braces are filled by the scripts."""
    return {
        "undo": gettext("Undo"),
        "undone": gettext("Undone."),
        "dismiss": gettext("Dismiss"),
        "theme": gettext("Theme: {name}"),
        "theme_system": gettext("same as your system"),
        "theme_light": gettext("light"),
        "theme_dark": gettext("dark"),
        "age": gettext("{age} old"),
        "keys_on": gettext("Letter keys are on."),
        "keys_off": gettext("Letter keys are off. The jump list still opens with Ctrl or Command and K."),
        "reply": gettext("Reply"),
        "go_to": gettext("Go to"),
        "go_there": gettext("Go to: {place}"),
        "on_this_page": gettext("On this page"),
        "nothing_found": gettext("Nothing by that name. Try a number, a name or a title."),
        "found": gettext("Results: {count}"),
        "search_failed": gettext("The search did not answer. What you see is this page only."),
        "failed": gettext("That did not work, and nothing was changed. Please try again."),
        "failed_reference": gettext(
            "That did not work, and nothing was changed. Please try again. Reference: {reference}"
        ),
        "offline": gettext("You are offline. What you wrote is still here; try again when you are back."),
        "refused": gettext("You may not do that. Ask a lead of your team."),
        "signed_out": gettext(
            "You were signed out. Sign in again in another tab; what you wrote here stays."
        ),
        "file_remove": gettext("Take out {name}"),
        "file_progress": gettext("How much has been sent"),
        "file_empty": gettext("{name} is empty. Choose another file."),
        "file_too_large": gettext("{name} is larger than 10 MB. Send a smaller file."),
        "file_not_allowed": gettext("{name} is none of the files that we can take: pictures, PDF, text, CSV."),
        "files_too_many": gettext("A message carries at most 5 files. Send the rest with the next one."),
        "files_too_large": gettext("These files are larger than 20 MB together. Send them one by one."),
        "passkey_failed": gettext("The passkey was not used. Try again, or choose another way to sign in."),
    }
