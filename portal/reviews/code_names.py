"""The closed list of words that reviews are called by: plain things, which tell of no case.

None is a place or a usual name of a person, and none bears on a death, a crime or a family.
"""

import secrets

_LISTED = """
acorn alder almond anchor apple apricot arrow aspen badger barley basalt beacon beech bilberry
birch blackbird bluebell bracken bramble bulrush burdock buttercup candle canvas cedar cherry
chestnut chicory clover cobalt comet compass copper cornflower cowslip crocus cypress damson
dandelion delphinium dolphin dragonfly elder elm fennel feather finch flint foxglove gable
gannet garnet gentian goldfinch gorse granite harebell hawthorn heron hollyhock honeysuckle
hornbeam jackdaw juniper kestrel kingfisher lantern larch lavender lichen lilac linnet lupin
magnolia magpie maple marble marjoram meadow meteor mulberry mustard nettle nutmeg nuthatch oak
oatmeal orchid osprey otter parsley pebble peony petunia pewter plover poplar primrose quartz
quince raspberry redstart reed rhubarb ribbon saffron samphire sandpiper saxifrage sedge silver
skylark slate snowdrop sorrel sparrow spindle spruce squirrel starling stonecrop sundial swallow
swift sycamore tamarind tansy teasel thistle thyme timber topaz tulip turnstone valerian verbena
wagtail walnut warbler wheat willow windmill wren yarrow yew
"""
WORDS = tuple(_LISTED.split())
MOST = 99


def drawn() -> str:
    """Such as "Hawthorn 41", by chance that nobody can foresee."""
    return f"{secrets.choice(WORDS).capitalize()} {secrets.randbelow(MOST) + 1}"
