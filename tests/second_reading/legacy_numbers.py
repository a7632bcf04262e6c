"""
Constants of the predictors in force until June and July 2026, as decimal strings.

Origin: HMPPS, hmpps-arns-risk-actuarial-api, states between October 2025 and June 2026, MIT,
Crown copyright. ``OGRS3_PUBLISHED`` is Howard, Francis, Soothill and Humphreys 2009 and
``SNSV_OFFENCE_2018`` the calculator of 2018, both as held by noms-digital-studio/rsr-calculator,
MIT. Transcribed once, by machine, and not edited since.
"""

from typing import Any

# An age row is its first age and the weight.
OGRS3_SERVICE: dict[str, Any] = {
    "age_gender": {
        "MALE": (
            (10, "0.0"),
            (12, "0.08392"),
            (14, "0.07578"),
            (16, "-0.0616"),
            (18, "-0.6251"),
            (21, "-1.0515"),
            (25, "-1.1667"),
            (30, "-1.326"),
            (35, "-1.368"),
            (40, "-1.4997"),
            (50, "-2.0253"),
        ),
        "FEMALE": (
            (10, "0.785"),
            (12, "0.61385"),
            (14, "0.66952"),
            (16, "-0.9592"),
            (18, "-0.8975"),
            (21, "-1.0285"),
            (25, "-1.0528"),
            (30, "-1.1291"),
            (35, "-1.4219"),
            (40, "-1.5247"),
            (50, "-2.4498"),
        ),
    },
    "first": "0.12614",
    "repeat": "0.46306",
    "copas": "1.25112",
    "one_year": "1.40256",
    "two_year": "2.1217",
    "offence": {
        "VIOLENCE": "0",
        "ABSCONDING_OR_BAIL": "0.7334",
        "ROBBERY": "-0.6348",
        "TAKING_AND_DRIVING_AWAY": "0.3801",
        "PUBLIC_ORDER": "0.1819",
        "THEFT_FROM_VEHICLES": "0.4272",
        "SEXUAL_NOT_AGAINST_CHILD": "0.0328",
        "MOTORING_OTHER": "0.2622",
        "SEXUAL_AGAINST_CHILD": "-0.6534",
        "DRINK_DRIVING": "-0.1214",
        "SOLICITING_OR_PROSTITUTION": "0.7606",
        "CRIMINAL_DAMAGE": "0.205",
        "BURGLARY_DOMESTIC": "-0.1239",
        "DRUG_IMPORT_EXPORT_OR_PRODUCTION": "-0.7956",
        "BURGLARY_OTHER": "0.2406",
        "DRUG_POSSESSION_OR_SUPPLY": "0.0772",
        "THEFT_NON_MOTOR": "0.6612",
        "OTHER": "-0.0607",
        "HANDLING_STOLEN_GOODS": "0.3519",
        "FRAUD_AND_FORGERY": "0.1599",
    },
}

OGRS3_PUBLISHED: dict[str, Any] = {
    "age_gender": {
        "MALE": (
            (10, "0"),
            (12, "0.083922902"),
            (14, "0.075775765"),
            (16, "-0.061594199"),
            (18, "-0.625103618"),
            (21, "-1.051515067"),
            (25, "-1.166679288"),
            (30, "-1.325976554"),
            (35, "-1.368045933"),
            (40, "-1.499690953"),
            (50, "-2.025261458"),
        ),
        "FEMALE": (
            (10, "-0.785038489"),
            (12, "-0.613852078"),
            (14, "-0.669521331"),
            (16, "-0.959179629"),
            (18, "-0.897480934"),
            (21, "-1.028488454"),
            (25, "-1.052777806"),
            (30, "-1.129127959"),
            (35, "-1.421874940"),
            (40, "-1.524652221"),
            (50, "-2.449837160"),
        ),
    },
    "first": "0.126142106",
    "repeat": "0.463062792",
    "copas": "1.251124464",
    "one_year": "1.402562384",
    "two_year": "2.121705678",
    "offence": {
        "VIOLENCE": "0",
        "ABSCONDING_OR_BAIL": "0.733378677",
        "ROBBERY": "-0.634795912",
        "TAKING_AND_DRIVING_AWAY": "0.380059431",
        "PUBLIC_ORDER": "0.181917975",
        "THEFT_FROM_VEHICLES": "0.427225615",
        "SEXUAL_NOT_AGAINST_CHILD": "0.003276327",
        "MOTORING_OTHER": "0.262228428",
        "SEXUAL_AGAINST_CHILD": "-0.653434071",
        "DRINK_DRIVING": "-0.121439408",
        "SOLICITING_OR_PROSTITUTION": "0.760608858",
        "CRIMINAL_DAMAGE": "0.204960477",
        "BURGLARY_DOMESTIC": "-0.123943520",
        "DRUG_IMPORT_EXPORT_OR_PRODUCTION": "-0.795556373",
        "BURGLARY_OTHER": "0.240604429",
        "DRUG_POSSESSION_OR_SUPPLY": "0.077165871",
        "THEFT_NON_MOTOR": "0.661244321",
        "OTHER": "-0.060667525",
        "HANDLING_STOLEN_GOODS": "0.351866973",
        "FRAUD_AND_FORGERY": "0.159910192",
    },
}

# A step is its first value and the points.
OVP: dict[str, Any] = {
    "violent_sanctions": (0, 4, 7, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25),
    "slope": "0.0722",
    "one_year": "4.5215",
    "two_year": "3.8773",
    "non_violent_sanctions": ((0, 0), (3, 2), (5, 3), (11, 4), (21, 5)),
    "age_at_followup": (
        (18, 20),
        (20, 17),
        (22, 14),
        (24, 12),
        (26, 10),
        (31, 8),
        (36, 6),
        (41, 4),
        (46, 2),
        (51, 0),
    ),
}

OGP: dict[str, Any] = {
    "regular_offending_activities": (0, 3, 5),
    "pro_criminal_attitudes": (0, 3, 5),
    "slope": "0.0616",
    "one_year": "3.6832",
    "two_year": "3.0795",
}

SNSV_2025_STATIC: dict[str, Any] = {
    "intercept": "3.60407707356772",
    "age_polynomial": {
        "MALE": (
            "-0.546062410902905",
            "0.0170043887737295",
            "-0.000232716989498981",
            "0.000001094922933981",
        ),
        "FEMALE": (
            "1.09365106131567",
            "-0.042733609488121",
            "0.000697583963826421",
            "-4.04895085233227E-06",
        ),
    },
    "female": "-16.6220270089011",
    "first_sanction": "-2.09447596484765",
    "second_sanction": "-1.67613460779912",
    "per_sanction": "-0.0147495874606046",
    "second_sanction_gap_per_year": {
        "MALE": "-0.0292205730647305",
        "FEMALE": "-0.0841673003341906",
    },
    "offence_free_months_polynomial": (
        "-0.038382727965819",
        "0.000548515180678996",
        "0.0000662558757635182",
        "-1.59636460181398E-06",
    ),
    "three_plus_log_rate": {
        "MALE": "0.769213898314811",
        "FEMALE": "0.793186572461819",
    },
    "never_violent": {
        "MALE": "-0.942816163300621",
        "FEMALE": "-2.32321324569237",
    },
    "once_violent": "-0.0633592949212861",
    "per_violent_sanction": "0.0188685880078656",
    "violent_log_rate": "0.207442427665471",
}

SNSV_2025_DYNAMIC: dict[str, Any] = {
    "intercept": "2.39022796091603",
    "age_polynomial": {
        "MALE": (
            "-0.508802063507919",
            "0.0153890192629454",
            "-0.000208800171123703",
            "9.83824143383739E-07",
        ),
        "FEMALE": (
            "1.1436499550056",
            "-0.0448159815299769",
            "0.000731812620052307",
            "-4.24504210770651E-06",
        ),
    },
    "female": "-16.6927292697847",
    "first_sanction": "-1.89458617745666",
    "second_sanction": "-1.51763151836726",
    "per_sanction": "-0.0182592921752245",
    "second_sanction_gap_per_year": {
        "MALE": "-0.0271828619470523",
        "FEMALE": "-0.0960719132524968",
    },
    "offence_free_months_polynomial": (
        "-0.0368447371150021",
        "0.000557887384281899",
        "0.0000615531052486415",
        "-1.49652694510477E-06",
    ),
    "three_plus_log_rate": {
        "MALE": "0.689153313085879",
        "FEMALE": "0.76704149890481",
    },
    "never_violent": {
        "MALE": "-0.35940007303088",
        "FEMALE": "-1.7513536371131",
    },
    "once_violent": "-0.101514048705338",
    "per_violent_sanction": "0.021160895925655",
    "violent_log_rate": "0.0549319831836878",
    "dynamic": {
        "carrying_or_using_weapon": "0.15071282416667",
        "suitability_of_accommodation_per_level": "0.0619710049121293",
        "unemployed_per_point": "0.0389109699626767",
        "current_relationship_per_level": "0.0259107268767618",
        "current_alcohol_use_per_level": "0.0935672441515258",
        "excessive_alcohol_use_per_level": "0.0567127896345591",
        "impulsivity_per_level": "0.077212834605957",
        "temper_control_per_level": "0.0482892034688302",
        "pro_criminal_attitudes_per_level": "0.130830533773332",
        "domestic_abuse_perpetrator": "0.0847839330659903",
        "past_homicide": "0.399463399258737",
        "past_wounding_gbh": "0.451029720739399",
        "past_kidnapping": "0.0749101406070305",
        "past_firearms": "0.218055028351022",
        "past_robbery": "0.163248217650296",
        "past_aggravated_burglary": "0.506616685297771",
        "past_weapon": "0.184104582611966",
        "past_criminal_damage": "0.357345708081477",
        "past_arson": "0.12261588608151",
    },
}

# As printed code by code in the mapping of 2025.
SNSV_OFFENCE_2025: dict[str, Any] = {
    "static": {
        "ABSCONDING_OR_BAIL": "0.304896300301182",
        "ACQUISITIVE_VIOLENCE": "0.326858080852591",
        "BURGLARY_DOMESTIC": "0.151649692548355",
        "BURGLARY_OTHER": "-0.194200416367268",
        "CRIMINAL_DAMAGE": "0.186977546333514",
        "DRINK_DRIVING": "-0.212258595209629",
        "DRUG_IMPORT_EXPORT_OR_PRODUCTION": "0.0818982459627011",
        "DRUG_POSSESSION_OR_SUPPLY": "0.0694507822486554",
        "DRUNKENNESS": "0.0841789642942883",
        "FRAUD_AND_FORGERY": "-0.136811424047985",
        "HANDLING_STOLEN_GOODS": "-0.2245058213129",
        "MOTORING_OFFENCES": "-0.0286442357674878",
        "OTHER_OFFENCES": "-0.215779995107354",
        "PUBLIC_ORDER_AND_HARRASSMENT": "0.0446132016665715",
        "SEXUAL_AGAINST_CHILD": "-0.442179128494551",
        "SEXUAL_NOT_AGAINST_CHILD": "-0.0455228893277184",
        "THEFT_NON_MOTOR": "0.0202407984946185",
        "VEHICLE_RELATED_THEFT": "0.226781312933932",
        "VIOLENCE_AGAINST_THE_PERSON": "0.01927038224",
        "WELFARE_FRAUD": "-0.0169128022430282",
    },
    "dynamic": {
        "ABSCONDING_OR_BAIL": "0.271350568105055",
        "ACQUISITIVE_VIOLENCE": "0.194487131847261",
        "BURGLARY_DOMESTIC": "-0.226808217378264",
        "BURGLARY_OTHER": "-0.225990540250696",
        "CRIMINAL_DAMAGE": "0.00778028771796321",
        "DRINK_DRIVING": "0.156493599418026",
        "DRUG_IMPORT_EXPORT_OR_PRODUCTION": "-0.0883945245425247",
        "DRUG_POSSESSION_OR_SUPPLY": "0.081753216630546",
        "DRUNKENNESS": "0.0819545573517356",
        "FRAUD_AND_FORGERY": "-0.210828726274969",
        "HANDLING_STOLEN_GOODS": "0.0923765737156082",
        "MOTORING_OFFENCES": "0.130461601097636",
        "OTHER_OFFENCES": "0.123617390798186",
        "PUBLIC_ORDER_AND_HARRASSMENT": "0.0206396832377319",
        "SEXUAL_AGAINST_CHILD": "-0.407005679932105",
        "SEXUAL_NOT_AGAINST_CHILD": "-0.211172350332101",
        "THEFT_NON_MOTOR": "0.0187611938936452",
        "VEHICLE_RELATED_THEFT": "0.264445840395185",
        "VIOLENCE_AGAINST_THE_PERSON": "-0.006538498404",
        "WELFARE_FRAUD": "-0.0673831070937991",
    },
}

SNSV_OFFENCE_2018: dict[str, Any] = {
    "static": {
        "ABSCONDING_OR_BAIL": "0.304896300301182",
        "ACQUISITIVE_VIOLENCE": "0.326858080852591",
        "BURGLARY_DOMESTIC": "0.151649692548355",
        "BURGLARY_OTHER": "-0.194200416367268",
        "CRIMINAL_DAMAGE": "0.186977546333514",
        "DRINK_DRIVING": "-0.212258595209629",
        "DRUG_IMPORT_EXPORT_OR_PRODUCTION": "0.0818982459627011",
        "DRUG_POSSESSION_OR_SUPPLY": "0.0694507822486554",
        "DRUNKENNESS": "0.0841789642942883",
        "FRAUD_AND_FORGERY": "-0.136811424047985",
        "HANDLING_STOLEN_GOODS": "-0.2245058213129",
        "MOTORING_OFFENCES": "-0.0286442357674878",
        "OTHER_OFFENCES": "-0.215779995107354",
        "PUBLIC_ORDER_AND_HARRASSMENT": "0.0446132016665715",
        "SEXUAL_AGAINST_CHILD": "-0.442179128494551",
        "SEXUAL_NOT_AGAINST_CHILD": "-0.0455228893277184",
        "THEFT_NON_MOTOR": "0.0202407984946185",
        "VEHICLE_RELATED_THEFT": "0.226781312933932",
        "VIOLENCE_AGAINST_THE_PERSON": "0.0192703822415124",
        "WELFARE_FRAUD": "-0.0169128022430282",
    },
    "dynamic": {
        "ABSCONDING_OR_BAIL": "0.271350568105055",
        "ACQUISITIVE_VIOLENCE": "0.264445840395185",
        "BURGLARY_DOMESTIC": "0.123617390798186",
        "BURGLARY_OTHER": "-0.225990540250696",
        "CRIMINAL_DAMAGE": "0.156493599418026",
        "DRINK_DRIVING": "-0.210828726274969",
        "DRUG_IMPORT_EXPORT_OR_PRODUCTION": "0.130461601097636",
        "DRUG_POSSESSION_OR_SUPPLY": "0.081753216630546",
        "DRUNKENNESS": "0.0923765737156082",
        "FRAUD_AND_FORGERY": "-0.0883945245425247",
        "HANDLING_STOLEN_GOODS": "-0.211172350332101",
        "MOTORING_OFFENCES": "0.00778028771796321",
        "OTHER_OFFENCES": "-0.226808217378264",
        "PUBLIC_ORDER_AND_HARRASSMENT": "0.0206396832377319",
        "SEXUAL_AGAINST_CHILD": "-0.407005679932105",
        "SEXUAL_NOT_AGAINST_CHILD": "-0.067383107093799",
        "THEFT_NON_MOTOR": "0.0187611938936452",
        "VEHICLE_RELATED_THEFT": "0.194487131847261",
        "VIOLENCE_AGAINST_THE_PERSON": "-0.00653849840412098",
        "WELFARE_FRAUD": "0.0819545573517356",
    },
}

# The same in 2018 and 2025.
SNSV_VIOLENCE_SUBTYPE: dict[str, Any] = {
    "static": {
        "FIREARMS_MOST_SERIOUS": "0.503126183131338",
        "FIREARMS_OTHER": "0.296194351653227",
        "WEAPONS_NON_FIREARM": "0.331898861349699",
        "VIOLENCE_AGAINST_THE_PERSON_ABH_PLUS": "0.238802610774108",
    },
    "dynamic": {
        "FIREARMS_MOST_SERIOUS": "0.41315945136753",
        "FIREARMS_OTHER": "0.261448353627646",
        "WEAPONS_NON_FIREARM": "0.200143106218146",
        "VIOLENCE_AGAINST_THE_PERSON_ABH_PLUS": "0.204895023669854",
    },
}

OSP_DC_INTERCEPT_UNTIL_2025_10_31 = "-8.6333"
OSP_IIC_2025_PROBABILITY = ("0.10310", "0.03328", "0.00926", "0.00634", "0.00062", "0.00281")
OSP_IIC_2025_BAND = ("HIGH", "MEDIUM", "LOW", "LOW", "LOW", "LOW")

RSR_2025_WOMAN_WITH_SEXUAL_HISTORY = "0.00383141762"
RSR_2025_BANDS = (("LOW", "0"), ("MEDIUM", "3"), ("HIGH", "6.9"))
