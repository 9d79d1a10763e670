#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws Saint-Aubin-sur-Loire, a town of 6 200 people that does not exist.

    saint_aubin.py DIR

Writes the layers that "basemap tiles" renders, and facilities.geojson and
neighbourhoods.geojson for the sample town, in WGS 84. The plan is invented: main streets and
public places are drawn by hand (saint_aubin_plan.py); side streets, houses and fields grow
from a fixed seed. No geometry was copied from anywhere, and the same seed always gives the
same files.

Debian packages: python3-shapely python3-numpy
"""
import json
import math
import sys
from pathlib import Path

import numpy as np
from shapely.geometry import LineString, MultiPoint, Point, Polygon, box, mapping
from shapely.ops import linemerge, polygonize, split, transform, unary_union
from shapely.prepared import prep
from shapely.strtree import STRtree

from saint_aubin_plan import (
    along, blob, boire, BRIDGE_N, BRIDGE_S, buildings, curve, far_island, FRAME, HALF_WIDTH,
    hand_drawn, island, keep, land, LAT, lens, lines, LON, middle, north, overshoot, PER_LAT,
    PER_LON, places, polygons, pools, quay_line, rail, rails, RANK, river, rng, road, roads,
    sands, south, stream)

# ---------------------------------------------------------------- side streets

NAMES = {
    "Les Varennes": "Merles Mésanges Fauvettes Rossignols Hirondelles Pinsons Bouvreuils Alouettes Tourterelles Grives Chardonnerets Bergeronnettes Linottes Rouges-Gorges Loriots Cailles Perdrix Bécasses Huppes Roitelets Bruants Pouillots Sittelles Verdiers Tarins Vanneaux Courlis Hérons Aigrettes Martinets Colombes Buses Chouettes Pics-Verts Gorgebleues Cigognes Engoulevents Traquets".split(),
    "Plaisance": "Lilas Glycines Rosiers Hortensias Bleuets Coquelicots Jonquilles Camélias Pervenches Iris Primevères Violettes Dahlias Pivoines Marguerites Jacinthes Tulipes Mimosas Anémones Bruyères Capucines Clématites Giroflées Magnolias Mauves Muguets Narcisses Nénuphars Orchidées Pensées Pétunias Reines-Marguerites Sauges Soucis Valérianes Verveines Œillets Lavandes".split(),
    "La Croix-Blanche": "Chênes Charmes Ormeaux Érables Bouleaux Peupliers Frênes Noyers Châtaigniers Marronniers Platanes Cèdres Aulnes Sorbiers Merisiers Cormiers Pommiers Amandiers Cerisiers Alisiers Saules Tilleuls Ormes Trembles Sureaux Cornouillers Églantiers Aubépines Pruniers Poiriers Cognassiers Figuiers Oliviers Mélèzes Sapins Pins Hêtres Houx".split(),
    "Gare": ["Victor-Hugo", "George-Sand", "Jules-Verne", "Molière", "La-Fontaine", "Lamartine", "Pasteur", "Marie-Curie", "Ampère", "Arago", "Claude-Bernard", "Lavoisier", "Émile-Zola", "Ronsard", "Rabelais", "Voltaire", "Diderot", "Colette", "Balzac", "Flaubert", "Stendhal", "Verlaine", "Rimbaud", "Baudelaire", "Musset", "Racine", "Corneille", "Montaigne", "Du-Bellay", "Ravel", "Debussy", "Berlioz", "Monet", "Renoir", "Rodin", "Blériot"],
    "Quai de Loire": ["des Gabares", "des Bateliers", "des Lavandières", "du Halage", "de l’Écluse", "des Futreaux", "du Chaland", "des Passeurs", "de la Toue", "des Sternes", "des Ablettes", "du Brochet", "des Filets", "de la Grève", "de l’Île", "du Gué", "du Saumon", "des Anguilles", "des Roseaux", "des Joncs", "de la Vague", "du Vent-d’Aval", "des Crues", "de la Cale", "du Bateau-Lavoir", "des Haleurs", "du Ponton", "de l’Ancre"],
    "Centre-bourg": ["du Pressoir", "des Forges", "de la Fontaine", "du Cloître", "de la Poterne", "des Cordeliers", "du Lion-d’Or", "de l’Aumônerie", "du Minage", "des Bouchers", "de la Tour", "du Vieux-Four", "des Jardins", "de la Cure", "du Prieuré", "de l’Ormeau", "des Orfèvres", "du Chanvre", "de la Monnaie", "des Tonneliers", "du Beffroi", "de l’Échaudé", "des Trois-Rois", "du Petit-Pas", "de la Lanterne", "du Marché-aux-Herbes", "des Potiers", "de l’Abreuvoir"]}
used = {q: 0 for q in NAMES}


def quarter_of(x, y):
    line_b = float(np.interp(x, [-1510, -420, -230, 230, 800, 1560], [330, 215, 190, 218, 330, 480]))
    line_h = float(np.interp(x, [-1535, -560, -200, 100, 800, 1530], [560, 470, 440, 480, 520, 660]))
    if y > line_h:
        return "Les Varennes" if x < 150 else "Gare" if x < 808 else "La Croix-Blanche"
    if x < -400:
        return "Plaisance"
    if y > line_b:
        return "Centre-bourg" if x < 90 else "Gare" if x < 800 else "La Croix-Blanche"
    return "Centre-bourg" if x < 228 and y > -32 or x < 62 else "Quai de Loire"


def street_name(x, y, dead_end):
    q = quarter_of(x, y)
    if used[q] >= len(NAMES[q]):
        return None
    name, used[q] = NAMES[q][used[q]], used[q] + 1
    kind = "Impasse" if dead_end else rng.choice(["Rue", "Rue", "Rue", "Allée"])
    link = "" if q == "Gare" or name.startswith(("de", "du")) else "des "
    return f"{kind} {link}{name}"


keep_zone = unary_union([k.buffer(7) for k in keep])


def grow(block, target, wiggle, depth=0):
    """Cuts a block with a street, then each half again, until the blocks are small enough."""
    if block.area < target * rng.uniform(.9, 1.7) or depth > 7:
        return [block]
    hull = block.minimum_rotated_rectangle
    c = list(hull.exterior.coords)
    sides = sorted(((math.dist(c[i], c[i + 1]), c[i], c[i + 1]) for i in range(2)), reverse=True)
    (length, a, b), (width, _, _) = sides
    ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    ctr = hull.centroid
    for attempt in range(24):
        t = rng.uniform(.4, .6) if attempt < 10 else rng.uniform(.22, .78)
        turn = math.radians(rng.gauss(0, wiggle))
        vx, vy = -uy * math.cos(turn) - ux * math.sin(turn), ux * math.cos(turn) - uy * math.sin(turn)
        mx, my = ctr.x + ux * (t - .5) * length, ctr.y + uy * (t - .5) * length
        bend = rng.gauss(0, .05) * width
        line = curve([(mx + vx * s * width + ux * bend * k, my + vy * s * width + uy * bend * k)
                      for s, k in ((-1, -1), (-.5, 0), (0, 1), (.5, 0), (1, -1))], 15)
        inside = lines(line.intersection(block))
        parts = polygons(split(block, line))
        if len(inside) != 1 or len(parts) != 2 or min(p.area for p in parts) < target * .35:
            continue
        if inside[0].intersects(keep_zone) or inside[0].intersects(no_street):
            continue
        cut = inside[0]
        ends = [rail_corridor.distance(Point(cut.coords[i])) < 3 for i in (0, -1)]
        dead_end = any(ends) or wiggle < 6 and cut.length > 110 and rng.random() < .3
        mid = cut.interpolate(.5, True)
        name = street_name(mid.x, mid.y, dead_end)
        if dead_end:
            head = cut.length - rng.uniform(26, 40) if any(ends) else cut.length * rng.uniform(.55, .75)
            if ends[0] or not any(ends) and rng.random() < .5:
                cut = LineString(list(cut.coords)[::-1])
            pts = [p for p in cut.coords if cut.project(Point(p)) < head] + [cut.interpolate(head).coords[0]]
            rest = [cut.interpolate(head).coords[0]] + [p for p in cut.coords if cut.project(Point(p)) > head]
            road("street", name, LineString(pts), smooth=False)
            roads.append({"line": LineString(LineString(pts).interpolate(1, True).buffer(5).exterior.coords), "cls": "street", "name": None, "ref": None, "level": 0})
            if not any(ends):
                road("path", None, LineString(rest), smooth=False)
        else:
            road("street", name, cut, smooth=False)
        return [q for p in parts for q in grow(p, target, wiggle, depth + 1)]
    return [block]


rail_corridor = rail.buffer(15).union(box(60, 690, 800, 735))
green_way = stream.intersection(box(-3000, -600, 3000, 1460)).buffer(17)
no_street = unary_union([rail.buffer(6), green_way.buffer(-8)])
# The street plan in one piece: quays and gates closed by the river, cut by the railway.
net = unary_union([overshoot(l) for l in hand_drawn] + [LineString(rail_corridor.exterior.coords)])
faces = [f for f in polygonize(net) if f.area > 400 and not rail_corridor.buffer(-2).contains(f.representative_point())]
# Land inside the ring road that is not built yet.
OPEN = unary_union([Polygon(p) for p in (
    [(-430, 1470), (-395, 1300), (-150, 1290), (-60, 1125), (172, 1112), (190, 1300), (216, 1360)],
    [(216, 1360), (205, 1250), (178, 1112), (420, 1118), (440, 1180), (780, 1125), (765, 1310)],
    [(-1580, 585), (-1235, 565), (-1240, 1060), (-1090, 1130), (-1010, 1350), (-1420, 1100)],
    [(-1540, 320), (-1235, 300), (-1245, 30), (-1225, -330), (-1360, -330), (-1520, 60)],
    [(-1170, 500), (-1180, 345), (-905, 310), (-880, 480)],
    [(1225, 340), (1230, 75), (1440, -10), (1530, 220), (1580, 440), (1420, 400)],
    [(1250, 900), (1240, 640), (1560, 690), (1500, 900)],
    [(1210, 10), (1190, -400), (1350, -430), (1450, 0)])])
town_faces, blocks = [], []
for face in faces:
    x, y = face.representative_point().coords[0]
    town_faces.append(face)
    for part in polygons(face.difference(OPEN)):
        x, y = part.representative_point().coords[0]
        d = math.hypot(x, y - 100)
        if d < 330 and face.area < 26_000:
            blocks += grow(part, 9_500, 14)
        elif x > 815 and y > 700:
            blocks += grow(part, 42_000, 5)
        else:
            blocks += grow(part, 10_500 if d < 620 else 17_000, 9 if d < 620 else 5)
town = unary_union([f.buffer(.5) for f in town_faces]).union(rail_corridor.intersection(box(-1500, 0, 1500, 2000))).buffer(3).buffer(-3)
built = town.difference(OPEN).difference(river)
land += [("residential", p, None) for p in polygons(built)]
land.append(("grass", green_way.difference(river), None))


# ---------------------------------------------------------------- the countryside

HAMLETS = {"La Haute Borne": (-900, 2450), "Les Noues": (1500, 2150), "Le Moulin Neuf": (-2500, 1250), "La Petite Lande": (-3500, 2700),
           "Le Bois Joli": (3000, 2500), "La Maison Rouge": (2750, 480), "Les Prés Hauts": (-2700, 60), "Les Basses Vallées": (480, -1750),
           "Le Clos Girard": (-1500, -1950), "La Brosse": (2300, -2000), "Les Rouettes": (-3400, -2700), "Le Chêne Rond": (3900, -3100),
           "La Fontaine": (-700, -3900), "La Croix du Sud": (1600, -4600), "La Grouas": (900, 4100), "Le Haut Coteau": (-5600, 1700), "La Bergerie": (5600, 2900)}
VILLAGES = {"La Chapelle-aux-Saules": (-5300, 4600), "Montbrault": (4900, 5200), "Les Essarts-la-Vallée": (6300, -3900), "Saint-Rémy-des-Noues": (-6200, -5200),
            "Vaubrière": (-11800, 6300), "Les Aulnaies": (11200, 7600), "Pont-aux-Grives": (12800, -5200), "Le Plessis-Vert": (-12500, -8600), "Champ-Renard": (2300, 11200), "La Ferrandière": (4600, -11500)}
main = MultiPoint([r["line"].interpolate(s, True) for r in roads if r["ref"] and r["level"] == 0 for s in np.linspace(0, 1, 90)])
main = [p for p in main.geoms if not town.buffer(120).contains(p)]


lanes = [r["line"] for r in roads if r["level"] == 0 and r["line"].distance(town) > 0 or r["ref"]]
wide_river = river.buffer(40)


def lane(cls, a, b, name=None):
    """A country road from a to b, winding a little, that never enters the river."""
    a, b = np.array(a, float), np.array(b, float)
    n = max(2, int(np.linalg.norm(b - a) / 420))
    side = np.array([-(b - a)[1], (b - a)[0]]) / np.linalg.norm(b - a)
    points = [a + (b - a) * t + side * rng.gauss(0, 38) * math.sin(math.pi * t) for t in np.linspace(0, 1, n + 1)]
    line = curve(points, 40)
    steps = [line.interpolate(t, True) for t in np.linspace(.02, .98, 25)]
    beside = sum(any(l.distance(p) < 90 for l in lanes) for p in steps)   # no two lanes side by side
    if not line.intersects(wide_river) and line.intersection(town).length < 30 and beside < 9:
        road(cls, name, line, smooth=False)
        lanes.append(line)


for name, (x, y) in list(HAMLETS.items()) + list(VILLAGES.items()):
    places.append(("village" if name in VILLAGES else "hamlet", name, (x, y)))
    for p in sorted(main, key=lambda q: q.distance(Point(x, y)))[:1]:
        lane("tertiary" if name in VILLAGES else "street", p.coords[0], (x, y))
    near = sorted((q for q in list(HAMLETS.values()) + list(VILLAGES.values()) if q != (x, y)), key=lambda q: math.dist(q, (x, y)))
    for q in near[:2]:
        if q > (x, y) or rng.random() < .3:
            lane("street", (x, y), q)
for name, (x, y) in VILLAGES.items():
    for k in range(5):
        a = k * 1.256 + rng.uniform(-.3, .3)
        lane("street", (x, y), (x + 330 * math.cos(a), y + 260 * math.sin(a)))

WOODS = [(-2150, 3300, 640), (3700, 1750, 430), (-4200, -2050, 480), (2100, 3350, 380), (-1350, -3000, 420), (5200, -1750, 560), (-7200, 2900, 900),
         (7600, 3600, 1000), (3100, -5400, 900), (-3000, -6200, 1000), (-1900, 6400, 900), (8300, -6200, 1200), (-8600, -1100, 700), (930, 1930, 190), (-600, 1790, 150),
         (1450, -1300, 190), (-13800, 1000, 1500), (13500, 4200, 1500), (8000, 11500, 1900), (-7500, 10500, 1700), (-10500, -12500, 2100), (7500, -12800, 1800), (16000, -3900, 1300), (-16500, 8500, 1500)]
woods = unary_union([blob(x, y, r, rng.uniform(.6, .9)) for x, y, r in WOODS])   # parcels inside are wooded
wet = unary_union([river.buffer(26), boire.buffer(20)])
town_zone = built.buffer(4)
net = unary_union([overshoot(r["line"]) for r in roads if r["level"] == 0 and r["cls"] not in ("service", "path")] + [rail, stream, LineString(FRAME.exterior.coords),
                  LineString(wet.exterior.coords), LineString(town_zone.exterior.coords)])


def fields(face, depth=0):
    """Parcels: long and narrow in the valley, squarer on the plateau, wider far from town."""
    c = face.centroid
    far = math.hypot(c.x, c.y) / 1000
    target = 16_000 + 11_000 * far ** 1.5
    if face.area < target * rng.uniform(.8, 2) or depth > 12:
        return [face]
    hull = list(face.minimum_rotated_rectangle.exterior.coords)
    sides = sorted(((math.dist(hull[i], hull[i + 1]), hull[i], hull[i + 1]) for i in range(2)), reverse=True)
    (length, a, b), (width, _, _) = sides
    if length < width * (2.4 if c.y < -400 and far < 3.5 else 1.25) and rng.random() < .5:
        (length, a, b), (width, _, _) = sides[::-1]
    t, turn = rng.uniform(.36, .64), rng.gauss(0, .07)
    ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    vx, vy = -uy - ux * turn, ux - uy * turn
    m = face.minimum_rotated_rectangle.centroid
    mx, my = m.x + ux * (t - .5) * length, m.y + uy * (t - .5) * length
    cut = LineString([(mx - vx * 2 * width - vx * 50, my - vy * 2 * width - vy * 50), (mx + vx * 2 * width + vx * 50, my + vy * 2 * width + vy * 50)])
    parts = polygons(split(face, cut))
    return [q for p in parts for q in fields(p, depth + 1)] if len(parts) > 1 else [face]


open_country = FRAME.difference(unary_union([wet, town_zone]))
for face in polygonize(net):
    p = face.representative_point()
    if face.area < 500 or not open_country.contains(p):
        continue
    for f in fields(face):
        c, r = f.centroid, rng.random()
        vines = 600 < c.x < 5200 and 900 < c.y < 3600
        valley = wet.distance(c) < 900 and c.y < 400
        shade = f.intersection(woods).area / f.area
        if .2 < shade < .6:    # the edge of a wood cuts through the parcel
            land += [("wood", p, None) for p in polygons(f.intersection(woods))]
        cls = ("wood" if shade >= .6 or r < .005 and town.distance(c) > 700 else "meadow" if r < (.68 if valley else .34) else "vineyard" if vines and r < .75 else
               "orchard" if r > .97 else "farmland")
        for part in polygons(f if cls == "wood" else f.buffer(-1.2, join_style=2)):
            land.append((cls, part.simplify(.8), None))
            if cls == "farmland" and part.area > 60_000 and rng.random() < .12:
                s = list(part.minimum_rotated_rectangle.exterior.coords)
                roads.append({"line": LineString([s[0], s[1]]).intersection(part.buffer(2)), "cls": "track", "name": None, "ref": None, "level": 0})
banks = polygons(wet.difference(river).difference(town_zone).difference(boire.buffer(9)))
land += [("meadow", b, None) for b in banks]
for s in np.arange(0, middle.length, 300):   # willows along the water
    for edge in (north, south):
        if rng.random() < .55:
            p = edge.interpolate(edge.project(middle.interpolate(s)) + rng.uniform(0, 250))
            grove = blob(p.x, p.y, rng.uniform(22, 46), .5).difference(river.buffer(3)).difference(town.buffer(8)).difference(quay_line.buffer(8))
            land += [("wood", g, None) for g in polygons(grove)]
isles = [("park", island, "Île aux Saules"), ("meadow", far_island, None)] + [("sand", s, None) for s in sands]
land += isles + [("wood", lens(470, 760, -28, 66), None), ("wood", lens(800, 960, -36, 40), None), ("wood", lens(-4700, -4100, 30, 90), None)]
water = river.difference(unary_union([g for _, g, _ in isles]))


# ---------------------------------------------------------------- houses

roads = [r for r in roads if r["line"].geom_type == "LineString" and r["line"].length > 2]
corridors = [r["line"].buffer(HALF_WIDTH[r["cls"]] + (.2 if r["cls"] != "path" else 0), cap_style=2) for r in roads]
riverside = Polygon(list(quay_line.coords) + list(north.coords)[::-1]).buffer(0)
fixed = corridors + keep + [OPEN.buffer(-4), riverside, rail_corridor, river.buffer(9), green_way.buffer(2), boire.buffer(14), stream.buffer(9)]
obstacles = STRtree(fixed)
cells = {}
for _, b, _ in buildings:
    for key in {(int(x // 40), int(y // 40)) for x, y in b.exterior.coords}:
        cells.setdefault(key, []).append(b)


def free(shape, gap):
    grown = shape.buffer(gap, join_style=2) if gap > 0 else shape.buffer(gap)
    x0, y0, x1, y1 = grown.bounds
    for i in range(int(x0 // 40) - 1, int(x1 // 40) + 2):
        for j in range(int(y0 // 40) - 1, int(y1 // 40) + 2):
            if any(grown.intersects(o) for o in cells.get((i, j), ())):
                return False
    found = obstacles.query(shape)     # shapely 1.8 gives geometries, 2.0 their numbers
    return not any(shape.intersects(o if hasattr(o, "area") else fixed[o]) for o in found)


def put(shape, gap):
    if not free(shape, gap):
        return False
    buildings.append(("plain", shape, None))
    c = shape.centroid
    cells.setdefault((int(c.x // 40), int(c.y // 40)), []).append(shape)
    return True


def frontage(r, style, second=False):
    """Builds along both sides of a street. style: terraces, mixed, houses, sheds or farms."""
    line, w0 = r["line"], HALF_WIDTH[r["cls"]]
    for side in (1, -1):
        s = rng.uniform(2, 8)
        while s < line.length - 4:
            if style == "terraces":
                w, depth, back, gap = rng.uniform(6.5, 12.5), rng.uniform(9.5, 14), rng.choice([.4, .4, .4, .9]), 0
                skip = rng.random() < (.45 if second else .03)
            elif style == "mixed":
                w, depth, back, gap = rng.uniform(8, 13), rng.uniform(8.5, 11.5), rng.choice([.8, 2.5, 3.5, 5]), rng.choice([0, 0, 3, 6, 9])
                skip = rng.random() < .1
            elif style == "houses":
                w, depth, back, gap = rng.uniform(9.5, 14.5), rng.uniform(7.8, 10.2), rng.uniform(4.5, 8), rng.uniform(7, 14)
                skip = rng.random() < .08
            elif style == "sheds":
                w, depth, back, gap = rng.uniform(22, 58), rng.uniform(18, 36), rng.uniform(9, 16), rng.uniform(10, 28)
                skip = rng.random() < .2
            else:
                w, depth, back, gap = rng.uniform(10, 26), rng.uniform(8, 12), rng.uniform(5, 26), rng.uniform(10, 50)
                skip = rng.random() < .5
            if not skip and s + w < line.length + 6:
                p, q = line.interpolate(max(0, s + w / 2 - 3)), line.interpolate(min(line.length, s + w / 2 + 3))
                length = p.distance(q) or 1
                ux, uy = (q.x - p.x) / length, (q.y - p.y) / length
                nx, ny = -uy * side, ux * side
                cx, cy = (p.x + q.x) / 2, (p.y + q.y) / 2

                def piece(a, b, c, d):  # from a to b along the street, from c to d away from it
                    return Polygon([(cx + ux * m + nx * (w0 + n), cy + uy * m + ny * (w0 + n)) for m, n in ((a, c), (b, c), (b, d), (a, d))])
                shape = piece(-w / 2, w / 2, back, back + depth)
                tight = -.35 if gap == 0 else 1.6
                r2 = rng.random()
                wing = rng.choice([-1, 1])
                if style in ("terraces", "mixed") and r2 < .45:
                    e = wing * w / 2
                    extra = piece(min(e, e - wing * 4.2), max(e, e - wing * 4.2), back + depth - 1, back + depth + rng.uniform(3, 8))
                elif style == "houses" and r2 < .5:
                    e = wing * w / 2
                    extra = piece(min(e, e + wing * 3.8), max(e, e + wing * 3.8), back + rng.uniform(.5, 3), back + depth * .8)
                elif style == "houses" and r2 < .7:
                    e = wing * w / 2
                    extra = piece(min(e, e - wing * 5), max(e, e - wing * 5), back + depth - 1, back + depth + 3.5)
                else:
                    extra = None
                whole = unary_union([shape, extra]) if extra else shape
                if style == "terraces" and second:
                    n = back + depth + rng.uniform(-.5, 7)
                    put(piece(-w / 2, w / 2 * rng.uniform(.2, 1), n, n + rng.uniform(4.5, 10)), -.35)
                elif whole.geom_type == "Polygon" and put(whole, tight) or put(shape, tight) or style == "terraces" and (
                        put(piece(-w / 2, w / 2, back, back + depth * .7), tight) or put(piece(-w / 4, w / 4, back, back + depth * .6), tight)):
                    if style in ("mixed", "houses") and rng.random() < .22:   # a garden shed
                        m, n = rng.uniform(-w / 2, w / 2), back + depth + rng.uniform(6, 12)
                        put(piece(m, m + rng.uniform(2.5, 4.5), n, n + rng.uniform(2.5, 4)), 1)
                else:
                    w *= .35
            s += w + gap


town_prep, hamlet_points = prep(built.buffer(6)), [Point(p) for p in HAMLETS.values()]
village_points = [Point(p) for p in VILLAGES.values()]
yards = []
for r in sorted(roads, key=lambda r: -RANK[r["cls"]]):
    if r["cls"] in ("path", "track", "service") or r["level"] or r["name"] == "Rocade de Saint-Aubin" or not r["name"] and r["line"].is_ring:
        continue
    for start in np.arange(0, r["line"].length, 160):    # short pieces, so that the style follows the place
        piece = LineString([r["line"].interpolate(t) for t in np.linspace(start, min(start + 160, r["line"].length), 12)])
        if piece.length < 8:
            continue
        m = piece.interpolate(.5, True)
        d = math.hypot(m.x + 20, m.y - 110)
        if town_prep.contains(m):
            style = "sheds" if m.x > 830 and m.y > 760 else "terraces" if d < 270 or d < 420 and RANK[r["cls"]] >= 7 else "mixed" if d < 640 else "houses"
            frontage(dict(r, line=piece), style)
            if d < 300:
                yards.append(dict(r, line=piece))
        elif any(m.distance(p) < 330 for p in village_points):
            frontage(dict(r, line=piece), "mixed" if any(m.distance(p) < 130 for p in village_points) else "houses")
        elif any(m.distance(p) < 260 for p in hamlet_points):
            frontage(dict(r, line=piece), "farms")
        elif town.distance(m) < 420 and rng.random() < .5 and m.y > -300:
            frontage(dict(r, line=piece), "houses" if town.distance(m) < 200 else "farms")
for r in yards:
    frontage(r, "terraces", second=True)
land.insert(0, ("industrial", unary_union([b for b in blocks if b.centroid.x > 830 and b.centroid.y > 735]).buffer(2), None))
for p in village_points:
    land.append(("residential", blob(p.x, p.y, 300, .8), None))


# ---------------------------------------------------------------- what is shipped

def facility(fid, name, kind, x, y, address, capacity=None, quarter=None):
    return Point(x, y), {"id": fid, "name": name, "kind": kind, "capacity": capacity, "neighbourhood": quarter or quarter_of(x, y), "address": address}


facilities = [
    facility("piscine-mariniers", "Piscine des Mariniers", "piscine", -285, -58, "2, rue des Mariniers", 220),
    facility("parking-piscine", "Parking de la piscine", "parking", -561, -200, "18, quai des Mariniers", 86),
    facility("parking-gare", "Gare", "parking", 462, 650, "Avenue de la Gare", 140),
    facility("parking-centre-bourg", "Centre-bourg", "parking", 132, 166, "Rue des Halles", 120),
    facility("parking-plaisance", "Plaisance", "parking", -800, 128, "Rue de Plaisance", 40),
    facility("parking-quai-de-loire", "Quai de Loire", "parking", 585, -112, "Rue du Port", 95),
    facility("parking-les-varennes", "Les Varennes", "parking", -660, 588, "Rue du 8-Mai-1945", 80),
    facility("parking-la-croix-blanche", "La Croix-Blanche", "parking", 946, 428, "Rue de la Croix-Blanche", 60),
    facility("mairie", "Mairie de Saint-Aubin-sur-Loire", "mairie", -24, 226, "1, place de la Mairie"),
    facility("boulangerie-martineau", "Boulangerie Martineau", "boulangerie", 8, 185, "14, Grande Rue"),
    facility("creche-ptits-mariniers", "Crèche Les P’tits Mariniers", "creche", -612, 168, "31, rue de Plaisance", 30),
    facility("mediatheque", "Médiathèque", "mediatheque", -318, 345, "5, rue du Mail", 150),
    facility("gymnase", "Gymnase des Varennes", "gymnase", -655, 1140, "40, rue des Varennes", 400)]
LABELS = {"Gare": (420, 590), "Centre-bourg": (20, 130), "Plaisance": (-760, 75), "Quai de Loire": (588, -186),
          "Les Varennes": (-700, 540), "La Croix-Blanche": (960, 375)}
groups = {}
for face in town_faces:
    groups.setdefault(quarter_of(*face.representative_point().coords[0]), []).append(face.buffer(1))
groups["Quai de Loire"].append(island)
corr = {"Les Varennes": rail_corridor.intersection(box(-1535, 0, 150, 2000)), "Gare": rail_corridor.intersection(box(150, 0, 812, 2000)),
        "La Croix-Blanche": rail_corridor.intersection(box(812, 0, 1510, 2000))}
for q, (x0, x1) in {"Plaisance": (-1335, -400), "Centre-bourg": (-400, 62), "Quai de Loire": (62, 1330)}.items():
    corr[q] = riverside.intersection(box(x0, -999, x1, 0))
neighbourhoods, taken = [], Polygon()
for q, parts in groups.items():
    g = unary_union(parts + [corr.get(q, Polygon()).buffer(1)]).buffer(4).buffer(-4).simplify(1.5)
    g = g.difference(taken).buffer(-1, join_style=2).buffer(1, join_style=2).simplify(.2)
    g, taken = unary_union([p for p in polygons(g) if p.area > 2000]).difference(taken), taken.union(g)
    neighbourhoods.append((g, {"id": q.lower().replace(" ", "-"), "name": q}))
    places.append(("quarter", q, LABELS[q]))
for f, props in facilities:
    home = next(g for g, p in neighbourhoods if p["name"] == props["neighbourhood"])
    assert home.contains(f), props["name"]
places.insert(0, ("town", "Saint-Aubin-sur-Loire", (-20, 330)))
places.append(("island", "Île aux Saules", island.centroid.coords[0]))


def lonlat(g):
    """The geometry in degrees, to a tenth of a metre, and still valid after rounding."""
    g = transform(lambda x, y: (LON + np.array(x) / PER_LON, LAT + np.array(y) / PER_LAT), g)
    for _ in range(4):
        g = transform(lambda x, y: (np.round(x, 6), np.round(y, 6)), g)
        if g.is_valid:
            return g
        g = g.buffer(0)
    return g.buffer(0)


def write(folder, name, features):
    out = []
    for geometry, properties in features:
        geometry = lonlat(geometry) if not geometry.is_empty else geometry
        if not geometry.is_empty:
            out.append(json.dumps({"type": "Feature", "properties": properties, "geometry": mapping(geometry)}, ensure_ascii=False))
    body = ",\n".join(out)
    (folder / f"{name}.geojson").write_text(f'{{"type": "FeatureCollection", "name": "{name}", "features": [\n{body}\n]}}\n', encoding="utf-8")
    print(f"{name}: {len(out)}")


def write_all(folder):
    folder.mkdir(parents=True, exist_ok=True)
    order = sorted(land, key=lambda l: -l[1].area)
    write(folder, "land", [(p.simplify(.3), {"class": c, "name": n}) for c, g, n in order for p in polygons(g)])
    write(folder, "water", [(p, {"class": "river", "name": "La Loire"}) for p in polygons(water)]
          + [(boire.buffer(9), {"class": "lake", "name": "La Boire"})] + [(p, {"class": "pool", "name": None}) for p in pools])
    channel = along(middle, 72).difference(unary_union([g.buffer(14) for _, g, _ in isles] + [LineString([BRIDGE_N, BRIDGE_S]).buffer(60)]))
    write(folder, "waterways", [(l, {"class": "river", "name": "La Loire"}) for l in lines(channel) if l.length > 300] + [ (stream, {"class": "stream", "name": "Ruisseau du Gué"}),
                                (boire, {"class": "stream", "name": "La Boire"})])
    write(folder, "buildings", [(b, {"class": c, "name": n}) for c, b, n in buildings])
    write(folder, "roads", [(r["line"], {"class": r["cls"], "name": r["name"], "ref": r["ref"], "level": r["level"]})
                            for r in sorted(roads, key=lambda r: RANK[r["cls"]])])
    merged = {}
    for r in roads:
        if r["name"] and r["cls"] != "path":
            kind = {"primary": "major", "secondary": "major", "tertiary": "tertiary"}.get(r["cls"], "street")
            merged.setdefault((kind, r["name"]), []).append(r["line"])
    write(folder, "roadnames", [(linemerge(v) if len(v) > 1 else v[0], {"class": k, "name": n}) for (k, n), v in merged.items()])
    write(folder, "rails", [(l, {"class": c}) for c, l in rails])
    rank = {"town": 0, "village": 1, "quarter": 2, "island": 3, "hamlet": 4, "poi": 5, "parking": 6}
    write(folder, "places", [(Point(p), {"class": c, "name": n}) for c, n, p in sorted(places, key=lambda p: rank[p[0]])])
    write(folder, "facilities", facilities)
    write(folder, "neighbourhoods", neighbourhoods)


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
