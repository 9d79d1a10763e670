# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of Saint-Aubin-sur-Loire as it was drawn by hand, in metres around the church: the
river, the main streets, the public places. saint_aubin.py lets the rest grow around it, with
the same sequence of random numbers, so that one seed always gives the same town.
"""
import math
import random
import warnings

import numpy as np
from shapely import affinity
from shapely.geometry import LineString, Point, Polygon, box
from shapely.ops import unary_union

warnings.filterwarnings("ignore", message="STRtree")   # said by shapely 1.8 about 2.0; both are handled
rng = random.Random(62000)
LAT, LON = 47.3034, -0.6127            # the church of Saint-Aubin
PER_LAT, PER_LON = 111_180.0, 111_320.0 * math.cos(math.radians(LAT))
FRAME = box(-19_500, -16_000, 19_500, 16_000)
HALF_WIDTH = {"primary": 5.5, "secondary": 5, "tertiary": 4.5, "street": 3.8, "service": 2.5, "pedestrian": 3,
              "track": 2, "path": 1.5}
RANK = {"primary": 9, "secondary": 8, "tertiary": 7, "street": 6, "pedestrian": 5, "service": 4, "track": 2, "path": 1}


# ---------------------------------------------------------------- geometry helpers

def curve(points, step=22):
    """A smooth line through the points (Catmull-Rom)."""
    if len(points) < 3:
        return LineString(points)
    p = [np.array(q, float) for q in points]
    p = [2 * p[0] - p[1]] + p + [2 * p[-1] - p[-2]]
    out = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:]):
        n = max(2, int(np.linalg.norm(c - b) / step))
        for t in np.arange(n) / n:
            out.append(.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t ** 2 + (3 * b - a - 3 * c + d) * t ** 3))
    return LineString(out + [p[-2]]).simplify(.4)


def rect(x, y, w, h, angle=0):
    return affinity.rotate(box(x - w / 2, y - h / 2, x + w / 2, y + h / 2), angle, origin=(x, y))


def blob(x, y, r, squash=1.0, bumps=.18):
    """A rounded, irregular patch: a wood, a pond."""
    phases = [rng.uniform(0, 6.3) for _ in range(4)]
    ring = []
    for k in range(40):
        a = k / 40 * 2 * math.pi
        q = r * (1 + bumps * sum(math.sin((i + 2) * a + f) / (i + 1) for i, f in enumerate(phases)))
        ring.append((x + q * math.cos(a), y + q * squash * math.sin(a)))
    return Polygon(ring).buffer(0)


def polygons(g):
    return [p for p in getattr(g, "geoms", [g]) if p.geom_type == "Polygon" and p.area > 1]


def lines(g):
    return [l for l in getattr(g, "geoms", [g]) if l.geom_type == "LineString" and l.length > 1]


def along(line, offset):
    side = line.parallel_offset(abs(offset), "left" if offset > 0 else "right", join_style=2)
    side = max(lines(side), key=lambda l: l.length)
    a, b = Point(line.coords[0]), Point(side.coords[0])
    return side if a.distance(b) < a.distance(Point(side.coords[-1])) else LineString(list(side.coords)[::-1])


def overshoot(line, by=5):
    """The line made a little longer at both ends, so that it surely meets its neighbours."""
    c = [np.array(p) for p in line.coords]
    a, b = (c[0] - c[1]) / np.linalg.norm(c[0] - c[1]), (c[-1] - c[-2]) / np.linalg.norm(c[-1] - c[-2])
    return LineString([c[0] + a * by] + c + [c[-1] + b * by])


# ---------------------------------------------------------------- the river

middle = curve([(-20500, -6900), (-17500, -5200), (-14500, -4700), (-11000, -3500), (-8500, -2750), (-6600, -2250), (-5000, -1650), (-3600, -1000), (-2300, -610), (-1200, -475),
                (0, -440), (1000, -520), (2000, -760), (3200, -820), (4600, -480), (6200, -160), (8300, -420), (11000, -1150), (14000, -1000), (17200, -1900), (20500, -1600)], 60)


def river_half(x):
    island = 46 * math.exp(-((x - 730) / 420) ** 2) + 60 * math.exp(-((x + 4300) / 700) ** 2)
    return 158 + 16 * math.sin(x / 730) + 9 * math.sin(x / 290 + 1) + island


def bank(sign):
    out = []
    xy = np.array([middle.interpolate(s).coords[0] for s in np.arange(0, middle.length, 40)])
    normal = np.gradient(xy, axis=0)
    normal = np.stack([-normal[:, 1], normal[:, 0]], 1) / np.linalg.norm(normal, axis=1)[:, None]
    for (x, y), n in zip(xy, normal):
        out.append((x + sign * n[0] * river_half(x), y + sign * n[1] * river_half(x)))
    return LineString(out).simplify(.5)


north, south = bank(1), bank(-1)
river = Polygon(list(north.coords) + list(south.coords)[::-1]).buffer(0)


def lens(x0, x1, shift, thick):
    """An island or a sandbank, shaped by the current."""
    top, bottom = [], []
    for x in np.linspace(x0, x1, 26):
        cut = LineString([(x, -9000), (x, 9000)]).intersection(middle)
        t = (x - x0) / (x1 - x0)
        half = thick / 2 * math.sin(math.pi * t) ** .7 * (1 + .12 * math.sin(9 * t + x0))
        top.append((x, cut.y + shift + half))
        bottom.append((x, cut.y + shift - half))
    return Polygon(top + bottom[::-1]).buffer(0).buffer(-1).buffer(1)


island = lens(390, 1080, -34, 118)
far_island = lens(-5000, -3700, 20, 170)
sands = [lens(-2350, -1650, -95, 46), lens(1050, 1420, -70, 40), lens(2500, 3150, 80, 52), lens(-330, -60, -118, 26), lens(200, 395, -40, 22)]
boire = curve([(-2500, -1010), (-2150, -1060), (-1700, -960), (-1300, -905), (-900, -930), (-560, -860), (-330, -690), (-250, -600)])
stream = curve([(-2600, 4600), (-2480, 4150), (-2210, 3760), (-2300, 3300), (-2020, 2880), (-1990, 2450), (-1690, 2130), (-1640, 1790), (-1390, 1560),
                (-1330, 1330), (-1215, 1180), (-1225, 1010), (-1165, 850), (-1190, 690), (-1150, 540), (-1212, 380), (-1180, 230), (-1205, 90),
                (-1165, -60), (-1208, -190), (-1190, -330)])
quay_line = along(north, 21)


def quay(x):
    return LineString([(x, -3000), (x, 3000)]).intersection(quay_line).y


# ---------------------------------------------------------------- streets drawn by hand

roads = []      # dict(line, cls, name, ref, level)
R1, R2, R3 = (200, 1340), (-1510, 330), (1560, 480)
discs = [Point(p).buffer(19, 24) for p in (R1, R2, R3)]


def road(cls, name, points, ref=None, level=0, smooth=True):
    line = points if isinstance(points, LineString) else curve(points) if smooth else LineString(points)
    drawn = line.difference(unary_union(discs)) if level == 0 and RANK[cls] > 5 else line
    for part in lines(drawn):
        roads.append({"line": part, "cls": cls, "name": name, "ref": ref, "level": level})
    return line


def between(line, x0, x1):
    return max(lines(line.intersection(box(x0, -9999, x1, 9999))), key=lambda l: l.length)


BRIDGE_N, BRIDGE_S = (78, quay(78)), (112, -640)
axis_ns = [
    road("secondary", "Route des Coteaux", [(700, 16000), (250, 12500), (-200, 9500), (150, 7300), (560, 5600), (420, 4300), (300, 3100), (245, 2200), R1], "D 48"),
    road("secondary", "Avenue des Coteaux", [R1, (165, 1050), (150, 700)], "D 48"),
    road("secondary", "Rue de la Gare", [(150, 700), (105, 500), (78, 330), (60, 205)], "D 48"),
    road("secondary", "Rue du Pont", [(60, 205), (48, 95), (52, -30), (70, -150), BRIDGE_N], "D 48"),
    road("secondary", "Route de la Vallée", [BRIDGE_S, (125, -900), (60, -1500), (-140, -2600), (-320, -4200), (-120, -6500), (-500, -9500), (-1300, -12500), (-900, -16000)], "D 48")]
road("secondary", "Pont de Saint-Aubin", [BRIDGE_N, BRIDGE_S], "D 48", level=1)
axis_ew = [
    road("primary", "Route du Moulin", [(-19500, 2900), (-15000, 2500), (-11500, 1500), (-8200, 900), (-6300, 560), (-4200, 250), (-2600, 380), R2], "D 15"),
    road("secondary", "Rue de Plaisance", [R2, (-1100, 300), (-760, 250), (-420, 215), (-230, 190)]),
    road("secondary", "Grande Rue", [(-230, 190), (-90, 186), (60, 205), (230, 218)]),
    road("secondary", "Rue de la Croix-Blanche", [(230, 218), (520, 262), (800, 330), (1130, 360), R3]),
    road("primary", "Route des Vignes", [R3, (2600, 720), (4200, 800), (6500, 1120), (8600, 1000), (11500, 1500), (15500, 1300), (19500, 2300)], "D 15")]
ring = [road("primary", "Rocade de Saint-Aubin", [R2, (-1530, 640), (-1380, 1030), (-1010, 1330), (-420, 1450), R1], "D 15"),
        road("primary", "Rocade de Saint-Aubin", [R1, (760, 1290), (1240, 1080), (1490, 790), R3], "D 15")]
for disc in discs:
    road("primary", None, LineString(disc.exterior.coords), level=0, smooth=False)
    roads.append({"line": LineString(disc.buffer(-.5).exterior.coords), "cls": "primary", "name": None, "ref": None, "level": 0})
west_ns = [road("tertiary", "Rue des Varennes", [(-420, 1450), (-500, 1120), (-560, 900), (-585, 705)]),
           road("tertiary", "Rue du Stade", [(-585, 705), (-560, 470), (-470, 330), (-420, 215)]),
           road("tertiary", "Rue des Mariniers", [(-420, 215), (-395, 60), (-385, -110), (-392, quay(-392))])]
east_ns = [road("tertiary", "Rue des Vignerons", [(760, 1290), (800, 1000), (815, 722)]),
           road("tertiary", "Rue du Calvaire", [(815, 722), (800, 520), (800, 330)]),
           road("tertiary", "Rue du Port", [(800, 330), (765, 110), (700, -60), (690, quay(690))])]
gates = [road("tertiary", "Chemin des Prés", [R2, (-1490, 60), (-1400, -120), (-1335, quay(-1335))]),
         road("tertiary", "Avenue du Port", [R3, (1500, 200), (1400, 0), (1330, quay(1330))])]
cross = [road("street", "Rue des Acacias", [(-1380, 1030), (-900, 1010), (-540, 960), (-180, 985), (165, 1050)]),
         road("street", "Rue des Genêts", [(165, 1050), (480, 1040), (800, 1000), (1240, 1080)]),
         road("tertiary", "Rue du 8-Mai-1945", [(-1535, 560), (-1050, 510), (-560, 470), (-200, 440), (100, 480)]),
         road("tertiary", "Avenue de la Gare", [(100, 480), (400, 500), (800, 520)]),
         road("tertiary", "Rue des Écoles", [(800, 520), (1180, 600), (1530, 660)]),
         road("street", "Rue Basse", [(-1476, 22), (-1000, 20), (-640, 10), (-390, 10), (-180, -30), (52, -30)]),
         road("street", "Rue des Pêcheurs", [(52, -30), (300, -20), (520, 40), (740, 40)]),
         road("street", "Rue des Saulaies", [(740, 40), (1080, 70), (1408, 10)])]
quays = [road("tertiary", "Levée de la Loire", between(quay_line, -6400, -1335)),
         road("secondary", "Quai des Mariniers", between(quay_line, -1335, 78)),
         road("secondary", "Quai de Loire", between(quay_line, 78, 1330)),
         road("tertiary", "Levée de la Loire", between(quay_line, 1330, 6200))]
core = [road("street", n, p) for n, p in (
    ("Rue des Remparts", [(-230, 190), (-268, 95), (-240, 0), (-180, -30)]),
    ("Rue du Mail", [(-230, 190), (-195, 292), (-70, 338), (78, 330)]),
    ("Rue des Douves", [(78, 330), (188, 292), (230, 218), (226, 100), (168, 12), (135, -28)]),
    ("Rue de l’Église", [(-152, 187), (-153, 125), (-150, 62), (-138, 20), (-142, -32)]),
    ("Rue Haute", [(-92, 186), (-84, 258), (-70, 338)]),
    ("Rue du Puits", [(-84, 258), (-10, 262), (67, 268)]),
    ("Rue des Halles", [(67, 268), (140, 256), (212, 258)]),
    ("Rue des Tanneurs", [(49, 66), (130, 74), (224, 98)]),
    ("Rue du Grenier-à-Sel", [(-62, 57), (-60, 10), (-70, -33)]),
    ("Rue du Bac", [(-142, -32), (-158, -130), (-160, quay(-160))]),
    ("Rue de la Marine", [(60, -100), (-40, -104), (-154, -112)]),
    ("Rue des Cordiers", [(-640, 10), (-650, -110), (-662, quay(-662))]),
    ("Rue de la Corderie", [(-652, -120), (-520, -128), (-386, -112)]))]
core += [road("pedestrian", "Rue du Chapitre", [(-150, 62), (-62, 57), (49, 66)]),
         road("pedestrian", "Ruelle du Four", [(130, 74), (120, 20), (112, -27)])]
hand_drawn = axis_ns[1:4] + axis_ew[1:4] + ring + west_ns + east_ns + gates + cross + quays[1:3] + core

rail = curve([(-19500, 4300), (-15000, 2950), (-10500, 1800), (-6000, 1180), (-3000, 870), (-1500, 745), (-600, 703), (150, 700), (700, 714), (1500, 800),
              (2800, 1050), (5000, 1420), (10500, 2300), (15000, 2650), (19500, 3900)])
rails = [("main", along(rail, 2.3)), ("main", along(rail, -2.3))]
rails += [("siding", curve([(40 - i * 30, 703 + 2.4), (120, 702 + 13 + 5.5 * i), (640, 711 + 13 + 5.5 * i), (760 + i * 30, 719)])) for i in range(2)]

# Where the ring road meets the railway it climbs over it.
for r in [r for r in roads if r["name"] == "Rocade de Saint-Aubin"]:
    over = r["line"].intersection(rail.buffer(26))
    if not over.is_empty:
        roads.remove(r)
        roads += [dict(r, line=part) for part in lines(r["line"].difference(rail.buffer(26)))] + [dict(r, line=over, level=1)]


# ---------------------------------------------------------------- public places

land, buildings, pools, places, keep = [], [], [], [], []


def site(area, cls=None, houses=(), name=None, kind="public", label=None, at=None):
    """A place that side streets and houses must leave alone."""
    keep.append(area)
    if cls:
        land.append((cls, area, name if cls in ("park", "square") else None))
    for h in houses:
        buildings.append((kind, h, None))
    if label:
        places.append(("poi", label, at or area.centroid.coords[0]))
    return area


def u_shape(x, y, w, h, angle, thick=11):
    return affinity.rotate(box(x - w / 2, y - h / 2, x + w / 2, y + h / 2).difference(
        box(x - w / 2 + thick, y - h / 2 + thick, x + w / 2 - thick, y + h / 2 + 1)), angle, origin=(x, y))


def car_park(x, y, w, h, angle, aisles=2):
    area = site(rect(x, y, w, h, angle), "parking")
    for i in range(aisles):
        off = (i + .5) / aisles * h - h / 2
        line = affinity.rotate(LineString([(x - w / 2 + 4, y + off), (x + w / 2 - 4, y + off)]), angle, origin=(x, y))
        roads.append({"line": line, "cls": "service", "name": None, "ref": None, "level": 0})
    if aisles > 1:
        edge = affinity.rotate(LineString([(x + w / 2 - 4, y - h / 2 + h / aisles / 2), (x + w / 2 - 4, y + h / 2 - h / aisles / 2)]), angle, origin=(x, y))
        roads.append({"line": edge, "cls": "service", "name": None, "ref": None, "level": 0})
    places.append(("parking", "P", (x, y)))
    return area


def drive(*points):
    roads.append({"line": LineString(points), "cls": "service", "name": None, "ref": None, "level": 0})


church = affinity.rotate(unary_union([box(-88, 91, -46, 104), box(-66, 84, -57, 111), Point(-46, 97.5).buffer(6.5), box(-96, 92.5, -86, 102.5)]), 2, origin=(-70, 97))
site(Polygon([(-146, 67), (-30, 64), (-28, 130), (-146, 133)]), "square", [church], "Place du Parvis", label="Église Saint-Aubin", at=(-70, 97))
places.append(("poi", "Place du Parvis", (-122, 84)))
site(rect(-2, 134, 46, 34, 3), "park", name="Jardin du Presbytère")
site(rect(-24, 219, 36, 38, 3), "square", [rect(-24, 226, 30, 15, 3)], label="Mairie", at=(-24, 226))
car_park(132, 166, 74, 46, 4, 2)
drive((167, 188), (181, 290))
drive((97, 147), (50, 140))
pool_site = site(rect(-272, -96, 150, 126, -2), "park",
                 [unary_union([rect(-290, -62, 60, 30, -2), rect(-262, -82, 26, 26, -2)])], label="Piscine des Mariniers", at=(-290, -62))
pools += [rect(-305, -112, 27, 13, -2), rect(-262, -122, 14, 9, -2)]
car_park(-561, -200, 78, 34, 4, 2)
drive((-561, -184), (-561, -128))
site(rect(330, 668, 150, 44, 1), "square", [rect(330, 680, 58, 12, 1)], label="Gare", at=(330, 680))
car_park(462, 650, 104, 36, 1, 2)
drive((462, 632), (462, 505))
drive((330, 648), (330, 498))
for y in (9.5, -9.5):
    land.append(("platform", LineString([along(rail, y).interpolate(s) for s in (rail.project(Point(190, 700)), rail.project(Point(480, 706)))]).buffer(2.6, cap_style=2), None))
site(rect(-770, 1190, 270, 150, 6), "park", [rect(-655, 1140, 46, 30, 6)], label="Gymnase des Varennes", at=(-655, 1140))
for x in (-850, -768):
    land.append(("pitch", rect(x, 1186, 66, 102, 6), None))
site(rect(-265, 1200, 150, 110, -3), "school", [u_shape(-275, 1205, 90, 62, -3, 13)], label="Collège des Deux-Rives")
site(rect(-325, 345, 96, 76, 8), "park", [rect(-318, 345, 34, 22, 8)], label="Médiathèque", at=(-318, 345))
site(rect(-612, 165, 56, 44, -8), "grass", [rect(-612, 168, 28, 15, -8)], label="Crèche", at=(-612, 168))
site(rect(350, 120, 96, 74, 12), "school", [u_shape(350, 122, 62, 40, 12)], label="École Jules-Ferry")
site(rect(-960, 860, 100, 76, 3), "school", [u_shape(-960, 862, 60, 42, 183)], label="École des Varennes")
site(rect(1140, 205, 120, 86, 8), "cemetery", [rect(1120, 240, 8, 6, 8)], label="Cimetière")
site(rect(560, 395, 92, 64, 6), "grass", [unary_union([rect(560, 400, 60, 14, 6), rect(545, 385, 14, 36, 6)])], label="Résidence des Tilleuls")
car_park(-660, 588, 62, 34, -5, 2)
drive((-660, 572), (-655, 478))
car_park(-800, 128, 44, 28, -8, 1)
drive((-822, 131), (-826, 258))
car_park(585, -112, 112, 30, 5, 2)
drive((637, -108), (697, -74))
drive((560, -128), (562, quay(562)))
car_park(946, 428, 52, 38, 8, 2)
drive((968, 416), (972, 349))
site(rect(465, -190, 110, 66, 3), "park", name="Jardin du Port", label="Jardin du Port")
site(rect(500, -60, 96, 62, 6), "square", name="Champ de foire", label="Champ de foire")
site(rect(632, -28, 60, 40, 4), "grass", [unary_union([rect(630, -28, 38, 20, 4), rect(612, -34, 12, 24, 4)])], label="Salle des fêtes", at=(630, -28))
site(rect(1010, -40, 170, 100, 3), "park", name="Parc des Saulaies", label="Parc des Saulaies")
site(rect(-300, 585, 150, 96, 1), "park", name="Parc des Varennes", label="Parc des Varennes")
site(rect(-1262, 150, 90, 120, 2), "allotments")
site(rect(1340, 470, 150, 110, 18), "industrial", [rect(1325, 480, 70, 52, 18)], kind="plain")
car_park(1392, 462, 40, 70, 18, 2)
site(affinity.rotate(box(1480, quay(1640) + 14, 1800, quay(1640) + 120), -14, origin=(1640, quay(1640))), "park", name="Camping des Saules", label="Camping des Saules")
site(rect(330, 1180, 26, 26, 0), None, [Point(330, 1180).buffer(7)], kind="plain")
