"""Categories of a gift shop, read from a product's description.

The order history of the demo has no categories, so the shelves are made from words. The first
shelf with a matching word wins; occasions come before materials, and narrow words before wide
ones ("cake case" is baking, "case" alone is nothing).
"""

from __future__ import annotations

import re
from functools import lru_cache

EVERYTHING_ELSE = "Everything else"

# A word stands for itself and its plain plural; "candle*" for every word that begins so, "_" for
# a space. The first rows are phrases that would otherwise be caught by one of their words.
_SHELVES: tuple[tuple[str, str], ...] = (
    (
        "Cushions & comfort",
        """
        hot_water_bottle hand_warmer hottie flannel filler_pad eye_mask
        """,
    ),
    (
        "Clocks, frames & signs",
        """
        wall_art metal_sign clock photo_frame doorsign
        """,
    ),
    (
        "Storage & furniture",
        """
        cabinet drawerknob drawer_knob paper_knife
        """,
    ),
    (
        "Toys & children",
        """
        playing_card shark_helicopter rocking_horse badge
        """,
    ),
    (
        "Baking & kitchen",
        """
        food_cover washing_up cake_tin cake_case
        """,
    ),
    (
        "Tea & table",
        """
        cakestand cake_stand
        """,
    ),
    (
        "Garden & picnic",
        """
        bird_table bird_house bead_curtain watering_can
        """,
    ),
    (
        "Flowers & ornaments",
        """
        paperweight p'weight
        """,
    ),
    (
        "Christmas",
        """
        christmas xmas advent santa reindeer snowflake* bauble* noel nativity snowman
        snowmen rudolph stocking sleigh mistletoe jingle gingerbread angel*
        """,
    ),
    (
        "Jewellery & accessories",
        """
        necklace* earring* bracelet* ring bangle brooch pendant hairclip hair charm diamante
        scarf scarves sunglasses neckl braclet lariat cufflink* tiara hairband hairslide*
        bead beaded anklet choker watch expandable glove sombrero boa keyring key-ring fob
        jewelled
        """,
    ),
    (
        "Cards & gift wrap",
        """
        wrap giftwrap wrapping card greeting ribbon gift_tag gift_bag tissue_paper gift-tape
        gift_tape envelope* gift_box gift_set_tag sellotape bow
        """,
    ),
    (
        "Bags & purses",
        """
        bag handbag purse tote shopper wallet luggage umbrella* rucksack backpack lunchbag
        shoulder satchel passport basketbag suitcase makeup make_up washbag
        """,
    ),
    (
        "Candles & lights",
        """
        candle* t-light* tlight* t-lite* lantern light lights lamp lampshade chandelier
        incense votive fragrance scented oil_burner tealight* joss light_holder hurricane
        diffuser lite scent torch night_light crystal_ball
        """,
    ),
    (
        "Party & celebration",
        """
        party bunting balloon* birthday garland paper_chain confetti streamer invite*
        invitation* happy_birthday parasol paper_plate paper_cup honeycomb wedding
        bridesmaid pinata celebration cocktail straw
        """,
    ),
    (
        "Baking & kitchen",
        """
        cake* baking bake jam pantry kitchen apron recipe cookie spoon spatula
        rolling sieve scales jelly mould measuring oven peg timer biscuit cook cooking
        grater whisk frying pan cutter pastry muffin cupcake* egg_timer larder casserole
        bread herb butter butcher chopping salt pepper condiment spice food colander funnel
        cheese tagine washing-up dish_brush milk bottle jar jug ice_cream lolly popcorn
        sugar snack* lunch thermos flask cannister canister cocoa chopsticks fridge fondue
        """,
    ),
    (
        "Tea & table",
        """
        tea teapot teacup teatime mug cup saucer plate bowl cutlery napkin* serviette*
        coaster placemat doily doilies cakestand tray glass* goblet wine beaker tumbler
        dinner dish tablecloth egg-cup eggcup coffee table_run runner trivet decanter
        platter toast spoons champagne tankard espresso ramekin breakfast tablemat place mat
        """,
    ),
    (
        "Paper & craft",
        """
        notebook pencil* pen paper stationery sticker* stamp* craft feltcraft sewing
        knitting wool sketchbook memo diary journal address calendar album eraser rubber
        ruler crayon* chalk tape scissor* book* scrapbook letter writing office desk
        organiser postcard calculator ink felt crochet embroidery button* thread cotton kit
        sharpener notepad notelet* mini_craft post-it bookmark colouring painting paint
        playing origami jotter marker clip* bookcover
        """,
    ),
    (
        "Toys & children",
        """
        children* child* kids girl boy toy doll dolly dollies dolls jigsaw game skittles
        baby spaceboy dinosaur puppet* circus domino* dominoes playhouse marbles soldier*
        teddy ludo snakes tattoo* top magic animal* whoopee jack bear rattle blocks knight
        robot fairy fairies princess tractor gliders glider pirate space farm balancing
        jumping skipping rope cowboy yoyo yo-yo ball bouncy plasters harmonica recorder
        xylophone kaleidoscope trumpet drum whistle noughts solitaire mikado poker dice
        soft-toy bingo hopscotch quoits croquet swing creepy_crawl inflatable naughts disc
        skirt clay
        """,
    ),
    (
        "Garden & picnic",
        """
        garden* plant planter watering picnic bird birdhouse birdcage bird birds thermometer
        pot seed seeds trowel parasols deckchair gnome* trellis wind windmill windchime*
        dovecote rain beach hammock bucket spade fork flowerpot sunflower greenhouse kneel*
        nest feeder cage chimes chime barbecue bbq rake hose lawn flag windsock fly_swat
        twine mushroom toadstool outdoor pail
        """,
    ),
    (
        "Clocks, frames & signs",
        """
        sign clock frame mirror wall picture photo chalkboard blackboard magnet* noticeboard
        notice memoboard plaque art print canvas board wordart poster block block_word word
        bookend house number slogan door_bell doorbell globe
        """,
    ),
    (
        "Cushions & comfort",
        """
        cushion* throw blanket quilt* doormat mat doorstop hot_water towel curtain rug
        pillow* eiderdown bedspread seat slipper* sock* hottie hand_warmer warmer eye-mask
        mask tissues dressing robe bath bathroom soap sponge toothbrush lip nail manicure
        beauty shower hand-warmer hwb hwb duvet poncho headrest draught nightcap
        """,
    ),
    (
        "Storage & furniture",
        """
        box boxes drawer cabinet hook hanger basket tin tins storage rack shelf shelves knob
        stool chair table trunk bin crate caddy tidy holder cupboard chest hat stand case
        cases coat container trinket treasure ladder trellis* wardrobe unit bookcase wicker
        money bank tub laundry zinc umbrella-stand doorknob bureau furniture pouffe bench
        dustpan
        """,
    ),
    (
        "Flowers & ornaments",
        """
        flower* ornament* heart* decoration* easter egg wreath rose roses daisy lily tulip
        vase figurine hand buddha tinsel icicle rosette shell hen chick rabbit bunny star
        stars feather butterfly butterflies cat dog owl blossom floral hanging bell statue
        cherub tree hydrangea lavender orchid peony geranium poppy dove elephant duck
        cluster sculpture dragonfly leaf bouquet spray stem berry berries sparkly antique
        decorative hearts
        """,
    ),
)


def _pattern(words: str) -> re.Pattern[str]:
    forms = [_form(word) for word in words.split()]
    return re.compile(r"(?<![A-Z])(?:" + "|".join(forms) + r")(?![A-Z])")


def _form(word: str) -> str:
    plain = word.replace("_", " ").upper()
    if plain.endswith("*"):
        return re.escape(plain[:-1]) + "[A-Z-]*"
    return re.escape(plain) + "(?:S|ES)?"


_RULES = tuple((shelf, _pattern(words)) for shelf, words in _SHELVES)

CATEGORIES: tuple[str, ...] = (*dict.fromkeys(shelf for shelf, _ in _SHELVES), EVERYTHING_ELSE)


@lru_cache(maxsize=16_384)
def category_of(description: str) -> str:
    """Return the shelf a product belongs on, from the words of its description.

    >>> category_of("PACK OF 72 RETROSPOT CAKE CASES")
    'Baking & kitchen'
    """
    text = description.upper()
    return next((shelf for shelf, words in _RULES if words.search(text)), EVERYTHING_ELSE)
