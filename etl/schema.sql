-- The database is the contract between etl/ (which writes it) and observatory/ (which reads it).
-- Codes are text with their zeros; France is 'FR'. Absence is NULL with a status, never 0.

CREATE TABLE build (
    version VARCHAR PRIMARY KEY,          -- fingerprint of the inputs and of the ETL code
    schema_version INTEGER NOT NULL,
    built_at TIMESTAMP NOT NULL,          -- UTC
    inputs STRUCT(path VARCHAR, sha256 VARCHAR, size_bytes BIGINT)[] NOT NULL,
    former_version VARCHAR,               -- of the database it was compared with (table difference); NULL: none
    former_built_at TIMESTAMP             -- UTC
);

CREATE TABLE territory (
    level VARCHAR NOT NULL CHECK (level IN ('france', 'region', 'departement', 'epci', 'ept', 'commune')),
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR,                         -- EPCI: CC, CA, CU, METRO…
    region_code VARCHAR,
    departement_code VARCHAR,
    epci_code VARCHAR,
    ept_code VARCHAR,
    population INTEGER,                   -- municipal population, 2023
    area_km2 DOUBLE,                      -- estimated on a simplified contour; NULL where no contour is its own
    longitude DOUBLE,                     -- an interior point, WGS84
    latitude DOUBLE,
    display_longitude DOUBLE,             -- the same point in the drawing plane (overseas beside the mainland)
    display_latitude DOUBLE,
    search_name VARCHAR NOT NULL,         -- folded: no accent, no hyphen, « saint » written out
    PRIMARY KEY (level, code)
);

-- Every other way to name a territory: postcodes, former codes, arrondissements, former EPCI.
CREATE TABLE territory_alias (
    alias VARCHAR NOT NULL,
    reason VARCHAR NOT NULL CHECK (reason IN ('postcode', 'merged', 'deleguee', 'associee', 'arrondissement', 'former_epci')),
    alias_name VARCHAR,
    level VARCHAR,                        -- NULL when it cannot be resolved
    code VARCHAR,
    note VARCHAR,
    FOREIGN KEY (level, code) REFERENCES territory (level, code)
);

CREATE TABLE contour (
    level VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    departement_code VARCHAR,             -- communes are served by département
    geometry BLOB NOT NULL,               -- WKB in the drawing plane (pseudo longitude and latitude)
    PRIMARY KEY (level, code)
);

CREATE TABLE inset (
    code VARCHAR PRIMARY KEY,
    label VARCHAR NOT NULL,
    levels VARCHAR[] NOT NULL,            -- the levels whose shapes fill this frame
    west DOUBLE NOT NULL, south DOUBLE NOT NULL, east DOUBLE NOT NULL, north DOUBLE NOT NULL,
    geometry BLOB NOT NULL                -- WKB of its frame in the drawing plane
);

CREATE TABLE source (
    source_id VARCHAR PRIMARY KEY,
    title VARCHAR NOT NULL,
    producer VARCHAR NOT NULL,
    landing_page VARCHAR NOT NULL,
    licence VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    geography_year INTEGER,
    retrieved_on DATE,
    sha256 VARCHAR NOT NULL,
    citation VARCHAR NOT NULL,
    processing VARCHAR NOT NULL,          -- what we did, in French
    state VARCHAR NOT NULL CHECK (state IN ('embedded', 'fetched', 'absent')),
    row_count INTEGER NOT NULL,
    traps VARCHAR NOT NULL,               -- known limits of the file, in French, one a line
    files VARCHAR[] NOT NULL,             -- tables of data/reference it is read from
    edition VARCHAR,                      -- of a fetched or imported file: what names this edition, in French
    address VARCHAR,                      -- where it was downloaded, NULL when brought by hand or embedded
    size_bytes BIGINT,                    -- of the file kept
    next_update VARCHAR,                  -- when the producer is expected to publish again, in French
    live BOOLEAN NOT NULL DEFAULT false,  -- « python -m etl fetch » knows where to download it
    brings VARCHAR[]                      -- labels of the indicators that come with it
);

CREATE TABLE document (
    document_id VARCHAR PRIMARY KEY,
    title VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    year INTEGER,
    line_count INTEGER NOT NULL,
    note VARCHAR
);

CREATE TABLE indicator (
    indicator_id VARCHAR PRIMARY KEY,
    label VARCHAR NOT NULL,               -- « Part de l’ESS dans l’emploi salarié »
    short_label VARCHAR NOT NULL,
    phrase VARCHAR NOT NULL,              -- with its article, as it opens a sentence: « la part de l’ESS dans l’emploi salarié »
    gender VARCHAR NOT NULL CHECK (gender IN ('f', 'm')),
    plural BOOLEAN NOT NULL,              -- « les postes … sont plus nombreux »
    unit VARCHAR NOT NULL,                -- '%', 'EUR', 'habitants', 'postes', 'SCIC', 'initiatives'
    kind VARCHAR NOT NULL CHECK (kind IN ('rate', 'count')),
    decimals INTEGER NOT NULL,
    definition VARCHAR NOT NULL,
    perimeter VARCHAR NOT NULL,
    geography_year INTEGER NOT NULL,
    qpv_generation INTEGER,
    source_id VARCHAR NOT NULL REFERENCES source (source_id),
    denominator_source_id VARCHAR REFERENCES source (source_id),
    rollup VARCHAR NOT NULL CHECK (rollup IN ('sum', 'recomputed', 'published', 'none')),
    rollup_reason VARCHAR NOT NULL,
    levels VARCHAR[] NOT NULL,
    series VARCHAR NOT NULL CHECK (series IN ('line', 'points')),
    caveats VARCHAR[] NOT NULL,
    formula VARCHAR NOT NULL,             -- in French, what the SQL does
    sort_order INTEGER NOT NULL,
    variant_of VARCHAR,                   -- the indicator it is a variant of (another perimeter of the ESS), else NULL
    variant_label VARCHAR,                -- what the choice of variant is called: « Familles statutaires »
    current_source_id VARCHAR             -- the live source that would bring current figures, while it is not loaded
);

-- Between these two periods the measure changes: the line is cut there and the reason is drawn.
CREATE TABLE series_break (
    indicator_id VARCHAR NOT NULL REFERENCES indicator (indicator_id),
    after_period VARCHAR NOT NULL,
    before_period VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (indicator_id, after_period)
);

CREATE TABLE observation (
    indicator_id VARCHAR NOT NULL REFERENCES indicator (indicator_id),
    level VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    value DOUBLE,
    status VARCHAR NOT NULL CHECK (status IN ('observed', 'not_available', 'secret', 'not_applicable')),
    source_id VARCHAR NOT NULL REFERENCES source (source_id),
    note VARCHAR,                         -- French, shown to the reader
    origin STRUCT(file VARCHAR, "rows" INTEGER[])[],   -- lines of data/reference files the value comes from
    rank INTEGER,                         -- in its level, 1 = the highest, equal values share it; not of communes
    rank_among INTEGER,                   -- how many territories of the level have a value
    PRIMARY KEY (indicator_id, level, code, period),
    FOREIGN KEY (level, code) REFERENCES territory (level, code),
    CHECK ((value IS NULL) = (status <> 'observed'))
);

-- Sectors of activity (NA88 divisions), for the indicators split by sector.
CREATE TABLE sector (
    code VARCHAR PRIMARY KEY,             -- '01' … '99'
    label VARCHAR NOT NULL,
    short_label VARCHAR NOT NULL
);

-- The parts of an indicator: by family of the ESS, by sector, or both; 'total' where a dimension is not split.
-- No primary key: on 850,000 rows its index took 9 s and 108 MB; the check « parts-uniques » holds instead.
CREATE TABLE detail (
    indicator_id VARCHAR NOT NULL REFERENCES indicator (indicator_id),
    level VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    family VARCHAR NOT NULL,              -- total, association, cooperative, mutuelle, fondation, societe_commerciale, hors_ess
    sector VARCHAR NOT NULL,              -- total or a code of table sector
    value DOUBLE,
    status VARCHAR NOT NULL CHECK (status IN ('observed', 'not_available', 'secret', 'not_applicable')),
    source_id VARCHAR NOT NULL REFERENCES source (source_id),
    note VARCHAR,
    FOREIGN KEY (level, code) REFERENCES territory (level, code),
    CHECK ((value IS NULL) = (status <> 'observed')),
    CHECK (family <> 'total' OR sector <> 'total')
);

-- What this build changed from the database it replaced; empty at the first build.
CREATE TABLE difference (
    former_version VARCHAR NOT NULL,
    indicator_id VARCHAR NOT NULL,        -- may no longer exist
    level VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    added INTEGER NOT NULL,               -- values that did not exist
    removed INTEGER NOT NULL,             -- values that exist no longer
    changed INTEGER NOT NULL,             -- values that are not the same
    largest_code VARCHAR,                 -- the territory whose value moved most
    largest_former DOUBLE,
    largest_now DOUBLE,
    PRIMARY KEY (indicator_id, level, period)
);

-- The same for the parts by family and sector (table detail), all periods together; empty at the first build.
CREATE TABLE difference_part (
    indicator_id VARCHAR NOT NULL,        -- may no longer exist
    level VARCHAR NOT NULL,
    added INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    largest_code VARCHAR,                 -- the part that moved most: its territory, period, family and sector
    largest_period VARCHAR,
    largest_family VARCHAR,
    largest_sector VARCHAR,
    largest_former DOUBLE,
    largest_now DOUBLE,
    PRIMARY KEY (indicator_id, level)
);

CREATE TABLE golden_value (
    indicator_id VARCHAR NOT NULL REFERENCES indicator (indicator_id),
    level VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    value DOUBLE NOT NULL,
    tolerance DOUBLE NOT NULL DEFAULT 0,  -- half the rounding of the publication
    published_in VARCHAR NOT NULL,
    PRIMARY KEY (indicator_id, level, code, period, published_in)
);

CREATE TABLE initiative (
    row_id INTEGER PRIMARY KEY,
    initiative_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    proper_name BOOLEAN NOT NULL,
    kind VARCHAR NOT NULL,
    theme VARCHAR NOT NULL,
    territory_level VARCHAR NOT NULL,
    territory_code VARCHAR NOT NULL,
    place_commune_code VARCHAR,
    longitude DOUBLE,                     -- NULL for national and régional entries: listed, not dropped on a town hall
    latitude DOUBLE,
    display_longitude DOUBLE,
    display_latitude DOUBLE,
    year INTEGER,
    year_end INTEGER,
    figures VARCHAR,
    summary VARCHAR NOT NULL,
    document_id VARCHAR REFERENCES document (document_id),
    document_line INTEGER,
    document_section VARCHAR,
    url VARCHAR,                          -- for the PTCE read in published lists
    key_words VARCHAR,
    note VARCHAR,
    source_id VARCHAR NOT NULL REFERENCES source (source_id),
    FOREIGN KEY (territory_level, territory_code) REFERENCES territory (level, code),
    CHECK ((document_id IS NOT NULL) OR (url IS NOT NULL))
);

CREATE TABLE figure_cited (
    figure_id VARCHAR PRIMARY KEY,
    label VARCHAR NOT NULL,
    measure VARCHAR,                      -- identifier of the measure for figures read on pages (part_emploi_prive…)
    perimeter VARCHAR NOT NULL,           -- figures of two perimeters are never put in one series
    value DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    qualifier VARCHAR NOT NULL,
    year INTEGER,
    period_end INTEGER,
    territory_level VARCHAR NOT NULL,
    territory_code VARCHAR NOT NULL,
    initiative_id VARCHAR,
    document_id VARCHAR REFERENCES document (document_id),
    document_line INTEGER,
    document_section VARCHAR,
    url VARCHAR,
    publisher VARCHAR NOT NULL,
    note VARCHAR,
    source_id VARCHAR NOT NULL REFERENCES source (source_id),
    FOREIGN KEY (territory_level, territory_code) REFERENCES territory (level, code),
    CHECK ((document_id IS NOT NULL) OR (url IS NOT NULL))
);

CREATE TABLE qpv (
    generation INTEGER NOT NULL CHECK (generation IN (2015, 2024)),
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    population INTEGER,
    population_year INTEGER,
    longitude DOUBLE,
    latitude DOUBLE,
    display_longitude DOUBLE,
    display_latitude DOUBLE,
    geometry BLOB,                        -- precise WKB, WGS84; NULL where only a point is known
    simplified BLOB,                      -- WKB in the drawing plane, for maps; NULL where only a point is known
    area_m2 DOUBLE,                       -- measured in the official projection of the place
    repaired BOOLEAN NOT NULL,            -- the producer's polygon was invalid and was repaired
    source_id VARCHAR NOT NULL REFERENCES source (source_id),
    PRIMARY KEY (generation, code)
);

-- The communes of today a QPV lies in: one that spans several belongs to each.
CREATE TABLE qpv_commune (
    generation INTEGER NOT NULL,
    qpv_code VARCHAR NOT NULL,
    commune_code VARCHAR NOT NULL,
    PRIMARY KEY (generation, qpv_code, commune_code),
    FOREIGN KEY (generation, qpv_code) REFERENCES qpv (generation, code)
);

-- Which QPV of 2015 a QPV of 2024 comes from, as the producer says; the two are never chained.
CREATE TABLE qpv_passage (
    qpv_2015 VARCHAR,                     -- NULL: new in 2024
    qpv_2024 VARCHAR,                     -- NULL: gone in 2024
    status VARCHAR,                       -- the producer's word
    CHECK (qpv_2015 IS NOT NULL OR qpv_2024 IS NOT NULL)
);

-- What Insee publishes of a QPV, in long form.
CREATE TABLE qpv_figure (
    generation INTEGER NOT NULL,
    qpv_code VARCHAR NOT NULL,
    figure VARCHAR NOT NULL,              -- Insee's column: tp60…
    label VARCHAR NOT NULL,
    theme VARCHAR NOT NULL,
    value DOUBLE,
    unit VARCHAR NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('observed', 'not_available', 'secret', 'not_applicable')),
    period VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL REFERENCES source (source_id),
    PRIMARY KEY (generation, qpv_code, figure),
    CHECK ((value IS NULL) = (status <> 'observed'))
);

-- Establishments of the ESS, from SIRENE or from files brought by hand; empty without them.
CREATE TABLE structure (
    structure_id VARCHAR NOT NULL,        -- SIRET, else SIREN and a rank; unique (checked at each build)
    siren VARCHAR,
    siret VARCHAR,
    name VARCHAR,                         -- never a person's; NULL when the unit refuses to be published
    family VARCHAR NOT NULL,              -- association, cooperative, mutuelle, fondation, societe_commerciale, inconnue
    legal_category VARCHAR,
    effectif_bracket VARCHAR,
    sector VARCHAR,                       -- NA88 division; NULL when the file does not tell
    commune_code VARCHAR,                 -- of today; NULL when the file does not tell
    departement_code VARCHAR,
    creation_year SMALLINT,
    longitude DOUBLE,
    latitude DOUBLE,
    display_longitude DOUBLE,
    display_latitude DOUBLE,
    qpv_2015 VARCHAR,                     -- a code; 'hors' when known to be in none; NULL when unknown
    qpv_2024 VARCHAR,
    qpv_distance_m DOUBLE,                -- to the nearest limit, 0 inside; of the generation of the indicators; employers only
    active BOOLEAN,
    employer BOOLEAN,
    in_families BOOLEAN NOT NULL,         -- an association, cooperative, mutuelle or foundation by its statutes
    in_law BOOLEAN NOT NULL,              -- of the ESS in the sense of the law of 2014: what is counted by default
    declared BOOLEAN,                     -- said to be of the ESS by SIRENE or the list; NULL when the file does not tell
    scic BOOLEAN NOT NULL,
    scop BOOLEAN NOT NULL,
    source_id VARCHAR NOT NULL
);

-- Active structures by territory and family ('total' is all of them), law of 2014; jobs under statistical secrecy.
CREATE TABLE structure_count (
    level VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    family VARCHAR NOT NULL,
    structures INTEGER NOT NULL,
    in_qpv INTEGER,                       -- NULL when too few are placed
    employers INTEGER,                    -- NULL when the file does not tell
    placed INTEGER NOT NULL,              -- known to be in or out of a QPV, of either generation
    placed_in_qpv INTEGER NOT NULL,
    employers_placed INTEGER NOT NULL,
    employers_near INTEGER NOT NULL,      -- in a QPV or within 300 m of one
    jobs_low INTEGER,                     -- sum of the low ends of the brackets
    jobs_high INTEGER,
    status VARCHAR NOT NULL CHECK (status IN ('observed', 'not_available', 'secret')),   -- of the jobs
    PRIMARY KEY (level, code, family),
    FOREIGN KEY (level, code) REFERENCES territory (level, code),
    CHECK ((jobs_low IS NULL) = (status <> 'observed'))
);

CREATE TABLE contrat_de_ville (
    code VARCHAR PRIMARY KEY,             -- CV001…
    name VARCHAR NOT NULL,                -- that of the EPCI of today where the SIREN is current, else the producer's
    siren VARCHAR NOT NULL,               -- as the producer gives it
    level VARCHAR,                        -- the territory of today; NULL when it cannot be resolved
    territory_code VARCHAR,
    departement_code VARCHAR NOT NULL,
    population_qpv INTEGER,
    period VARCHAR NOT NULL,
    resolution VARCHAR NOT NULL,          -- 'current', or how the former SIREN was resolved, in French
    longitude DOUBLE,                     -- the producer's point, WGS84, for circles
    latitude DOUBLE,
    display_longitude DOUBLE,
    display_latitude DOUBLE,
    source_id VARCHAR NOT NULL REFERENCES source (source_id),
    FOREIGN KEY (level, territory_code) REFERENCES territory (level, code)
);

CREATE TABLE lever (
    lever_id VARCHAR PRIMARY KEY,
    field VARCHAR NOT NULL,               -- the theme it belongs to
    label VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL REFERENCES document (document_id),
    document_line INTEGER NOT NULL,
    sort_order INTEGER NOT NULL
);

CREATE TABLE commitment (
    lever_id VARCHAR NOT NULL REFERENCES lever (lever_id),
    territory_level VARCHAR NOT NULL,
    territory_code VARCHAR NOT NULL,
    year INTEGER,
    year_end INTEGER,
    document_id VARCHAR NOT NULL REFERENCES document (document_id),
    document_line INTEGER NOT NULL,
    initiative_id VARCHAR NOT NULL,
    FOREIGN KEY (territory_level, territory_code) REFERENCES territory (level, code),
    UNIQUE (lever_id, territory_level, territory_code, document_id, document_line, initiative_id)
);

-- What the build could not place: reported, never dropped in silence.
CREATE TABLE unresolved (
    source_id VARCHAR NOT NULL REFERENCES source (source_id),
    item VARCHAR NOT NULL,
    reason VARCHAR NOT NULL
);

CREATE TABLE quality_check (
    check_id VARCHAR PRIMARY KEY,
    label VARCHAR NOT NULL,               -- French
    subject VARCHAR NOT NULL,             -- a source, an indicator, « géographie », « catalogue »
    expected VARCHAR NOT NULL,
    measured VARCHAR NOT NULL,
    passed BOOLEAN NOT NULL,
    severity VARCHAR NOT NULL CHECK (severity IN ('blocking', 'warning'))
);
