# PowerShell completion of ivigcalc
# Made by: python completions/make.py

Register-ArgumentCompleter -Native -CommandName ivigcalc -ScriptBlock {
    param($current, $line, $position)
    $ids = @{
        'products' = @('alyglo', 'asceniv', 'bivigam', 'flebogamma-10', 'flebogamma-5', 'gammagard-liquid', 'gammagard-liquid-erc', 'gammagard-sd', 'gammaked', 'gammaplex-10', 'gammaplex-5', 'gamunex-10', 'gamunex-c', 'ig-vena', 'igivnex', 'intragam-10', 'intragam-p', 'intratect-100', 'intratect-50', 'iqymune', 'kiovig', 'octagam-10', 'octagam-5', 'panzyga', 'plangamma-10', 'plangamma-5', 'privigen', 'qivigy', 'yimmugo')
        'regimens' = @('antisynthetase-syndrome', 'autoimmune-encephalitis', 'autoimmune-haemolytic-anaemia', 'bullous-pemphigoid', 'cidp', 'dermatomyositis', 'epidermolysis-bullosa-acquisita', 'fnait-mother', 'fnait-newborn', 'gbs', 'immune-mediated-necrotising-myopathy', 'inflammatory-neuropathy-trial-of-response', 'itp', 'juvenile-dermatomyositis', 'kawasaki', 'measles-post-exposure', 'measles-pre-exposure', 'mis-c', 'mmn', 'mucous-membrane-pemphigoid', 'myasthenia-gravis', 'other-autoimmune-blistering-disease', 'pemphigus-foliaceus', 'pemphigus-vulgaris', 'polymyositis', 'primary-immunodeficiency', 'relapsing-remitting-multiple-sclerosis', 'secondary-immunodeficiency', 'systemic-lupus-erythematosus', 'systemic-vasculitis', 'toxic-shock-syndrome', 'transplant-rejection')
        'weight_policies' = @('acr-mis-c', 'actual', 'ideal', 'nba-2026', 'nba-discretionary', 'ontario', 'toledo', 'uk-request-form', 'us-120-percent', 'us-home-infusion')
        'tapers' = @('aaci-2013', 'aramis', 'aramis-flare-1', 'aramis-flare-2', 'edf-pemphigus', 'ese-es-2024', 'etg', 'french-vasculitis', 'hhe-2018', 'printo-jdm', 'uk-low-steroid-vasculitis')
        'rate_protocols' = @('bt090-first-infusion', 'gammaplex-10-trial', 'gamunex-itp-children', 'iceland-octagam', 'mgh', 'nl-first-infusion', 'norway-nurse', 'qivigy-calculator-first', 'qivigy-calculator-later', 'us-order-set')
        'steroids' = @('dexamethasone', 'hydrocortisone', 'methylprednisolone', 'prednisolone', 'prednisone')
        'variants' = @('antisynthetase-syndrome', 'antisynthetase-syndrome/review-2024', 'antisynthetase-syndrome/first-line-pilot-loading', 'antisynthetase-syndrome/first-line-pilot-further', 'autoimmune-encephalitis', 'autoimmune-encephalitis/ontario-2018', 'autoimmune-encephalitis/trial-2022', 'autoimmune-haemolytic-anaemia', 'autoimmune-haemolytic-anaemia/helse-midt', 'bullous-pemphigoid', 'bullous-pemphigoid/dermatology-review', 'bullous-pemphigoid/ontario-2025', 'cidp', 'cidp/eu-label', 'cidp/privigen-us', 'cidp/gammagard-us', 'cidp/gamunex-c-us', 'cidp/panzyga-us', 'cidp/plangamma-es-maintenance', 'cidp/ontario-2018', 'cidp/ean-pns-2021', 'cidp/japan', 'dermatomyositis', 'dermatomyositis/dermatology-review', 'dermatomyositis/octagam-us', 'dermatomyositis/octagam-eu', 'dermatomyositis/ontario-2018', 'dermatomyositis/refractory-review', 'dermatomyositis/case-report-2025', 'dermatomyositis/proderm-extension', 'dermatomyositis/first-line-pilot-loading', 'dermatomyositis/first-line-pilot-further', 'epidermolysis-bullosa-acquisita', 'epidermolysis-bullosa-acquisita/dermatology-review', 'epidermolysis-bullosa-acquisita/ontario-2025', 'fnait-mother', 'fnait-mother/ontario-2025', 'fnait-mother/ontario-2025-previous-haemorrhage', 'fnait-newborn', 'fnait-newborn/ontario-2025', 'gbs', 'gbs/eu-label', 'immune-mediated-necrotising-myopathy', 'immune-mediated-necrotising-myopathy/first-line-pilot-loading', 'immune-mediated-necrotising-myopathy/first-line-pilot-further', 'inflammatory-neuropathy-trial-of-response', 'inflammatory-neuropathy-trial-of-response/norway', 'itp', 'itp/eu-label-a', 'itp/eu-label-b', 'itp/privigen-us', 'itp/octagam-us', 'itp/panzyga-us', 'itp/gamunex-c-us-2-days', 'itp/gamunex-c-us-5-days', 'itp/flebogamma-10-us', 'itp/gammaplex-5-us', 'itp/yimmugo-trial-2-days', 'itp/yimmugo-trial-5-days', 'itp/ash-2011-adult', 'itp/ash-2011-child', 'itp/nhs-england-2017', 'juvenile-dermatomyositis', 'juvenile-dermatomyositis/ontario-2018', 'juvenile-dermatomyositis/intensive-1997', 'kawasaki', 'kawasaki/eu-label', 'kawasaki/older-eu-label', 'measles-post-exposure', 'measles-post-exposure/eu-label', 'measles-post-exposure/eu-label-on-replacement', 'measles-post-exposure/privigen-us', 'measles-post-exposure/ontario', 'measles-pre-exposure', 'measles-pre-exposure/eu-label', 'mis-c', 'mis-c/acr', 'mis-c/ontario', 'mis-c/kawasaki-journal', 'mmn', 'mmn/eu-label-1g', 'mmn/eu-label-2g', 'mmn/gammagard-us', 'mucous-membrane-pemphigoid', 'mucous-membrane-pemphigoid/dermatology-review', 'mucous-membrane-pemphigoid/ontario-2025', 'myasthenia-gravis', 'myasthenia-gravis/ontario-2018', 'myasthenia-gravis/guideline-2023-summary', 'other-autoimmune-blistering-disease', 'other-autoimmune-blistering-disease/ontario-2025', 'pemphigus-foliaceus', 'pemphigus-foliaceus/dermatology-review', 'pemphigus-foliaceus/ontario-2025', 'pemphigus-vulgaris', 'pemphigus-vulgaris/dermatology-review', 'pemphigus-vulgaris/ontario-2025', 'pemphigus-vulgaris/ontario-2018-after-6-months', 'polymyositis', 'polymyositis/refractory-review', 'polymyositis/ontario-2018', 'primary-immunodeficiency', 'primary-immunodeficiency/eu-label', 'primary-immunodeficiency/eu-label-start', 'primary-immunodeficiency/privigen-us', 'primary-immunodeficiency/gammagard-us', 'primary-immunodeficiency/octagam-5-us', 'primary-immunodeficiency/panzyga-us', 'primary-immunodeficiency/gamunex-c-us', 'primary-immunodeficiency/ontario-2025', 'primary-immunodeficiency/ontario-2025-extra', 'primary-immunodeficiency/aaaai-2011', 'relapsing-remitting-multiple-sclerosis', 'relapsing-remitting-multiple-sclerosis/ontario-2025', 'relapsing-remitting-multiple-sclerosis/ontario-2025-maintenance', 'secondary-immunodeficiency', 'secondary-immunodeficiency/eu-label', 'secondary-immunodeficiency/ontario-2025', 'systemic-lupus-erythematosus', 'systemic-lupus-erythematosus/dermatology-review', 'systemic-vasculitis', 'systemic-vasculitis/dermatology-review', 'systemic-vasculitis/case-series-1999', 'toxic-shock-syndrome', 'toxic-shock-syndrome/helse-midt', 'transplant-rejection', 'transplant-rejection/ontario-2025', 'transplant-rejection/ontario-2025-plasma-exchange', 'transplant-rejection/us-hospital')
        'kinds' = @('limits', 'monitoring', 'products', 'rate_protocols', 'regimens', 'sources', 'steroids', 'tapers', 'weight_policies')
        'all' = @('aaaai-eight-principles', 'aaci-2013', 'acr-mis-c', 'acr-mis-c-guidance', 'acr-osteoporosis-2022', 'actual', 'adrenal-recovery', 'adrenal-suppression', 'altmeyers-ivig', 'alyglo', 'alyglo-us-dailymed', 'alyglo-us-ndc', 'alyglo-us-safety', 'anca-negative-vasculitis-series-1999', 'antisynthetase-review-2024', 'antisynthetase-syndrome', 'aramis', 'aramis-2020-protocol', 'aramis-2020-protocol-flares', 'aramis-flare-1', 'aramis-flare-2', 'asceniv', 'asceniv-us-dosing', 'asceniv-us-label-copy', 'asceniv-us-ndc', 'asceniv-us-warnings', 'ascia-infusion-rates', 'ash-itp-2011', 'autoimmune-encephalitis', 'autoimmune-encephalitis-trial-2022', 'autoimmune-haemolytic-anaemia', 'baseline-antibody-tests', 'baseline-blood-group', 'baseline-immunoglobulins', 'baseline-virology', 'bivigam', 'bivigam-us-age', 'bivigam-us-dosing', 'bivigam-us-handbook-older', 'bivigam-us-ndc', 'bivigam-us-warnings', 'bone-assessment', 'bsr-2022-myositis-report', 'bsw-formulary-itp', 'bt090-first-infusion', 'bullous-pemphigoid', 'calcium-and-vitamin-d', 'calendar', 'chop-kawasaki-pathway', 'cidp', 'cidp-japan-drug-reference', 'corticosteroid-converter', 'creatinine-10-days', 'creatinine-after-ivig-series', 'decortin-de-fachinfo', 'decortin-h-de-fachinfo', 'dermatomyositis', 'dermatomyositis-heidelberg-series-2025', 'dexamethasone', 'doses', 'ean-pns-cidp-inpharmd', 'edf-pemphigus', 'efns-ivig-2008', 'efns-pns-mmn-2006', 'efns-pns-mmn-2010-table', 'elsevier-immune-globulin', 'endocrine-adrenal-guideline-2024', 'entry', 'epidermolysis-bullosa-acquisita', 'ese-es-2024', 'etg', 'eular-steroid-monitoring-2007', 'false-serology-after-ivig', 'fda-privigen-haemolysis-2012', 'flebogamma-10', 'flebogamma-10-au-bloodsafe', 'flebogamma-10-pl-product-page', 'flebogamma-10-uk-leaflet', 'flebogamma-10-us-dosing', 'flebogamma-10-us-label-copy', 'flebogamma-5', 'flebogamma-5-eu-annex', 'flebogamma-5-eu-leaflet', 'flebogamma-5-us-handbook', 'flebogamma-5-us-ndc', 'fnait-mother', 'fnait-newborn', 'french-vasculitis', 'french-vasculitis-recommendations', 'gammagard-liquid', 'gammagard-liquid-erc', 'gammagard-liquid-erc-us', 'gammagard-liquid-us-cidp-dosing', 'gammagard-liquid-us-dosing', 'gammagard-liquid-us-label-older', 'gammagard-liquid-us-mmn-dosing', 'gammagard-liquid-us-pdr', 'gammagard-liquid-us-pi-dosing', 'gammagard-liquid-us-storage', 'gammagard-liquid-us-vials', 'gammagard-sd', 'gammagard-sd-us-dailymed', 'gammagard-sd-us-label-older', 'gammagard-sd-us-ndc', 'gammaked', 'gammaked-us-safety', 'gammaplex-10', 'gammaplex-10-trial', 'gammaplex-10-uk-smpc-copy', 'gammaplex-10-us-label-copy', 'gammaplex-10-us-trial-protocol', 'gammaplex-5', 'gammaplex-5-uk-leaflet', 'gammaplex-5-us-dosing', 'gammaplex-5-us-handling', 'gammaplex-5-us-label-copy', 'gammaplex-5-us-protocol', 'gammaplex-us-ndc', 'gamunex-10', 'gamunex-10-cz-abbreviated', 'gamunex-10-es-leaflet', 'gamunex-10-uk-smpc', 'gamunex-c', 'gamunex-c-hk-mims', 'gamunex-c-us-dosage-copy', 'gamunex-c-us-monograph-copy', 'gamunex-c-us-pi-copy', 'gamunex-c-us-rate-chart', 'gamunex-c-us-spl', 'gamunex-c-us-summary-copy', 'gamunex-c-us-warnings-copy', 'gamunex-itp-children', 'gamunex-itp-children-trial', 'gbs', 'haemoglobin-36-96-hours', 'haemolysis-5-10-days', 'harriet-lane-24', 'helse-midt-immunoglobulin', 'hhe-2018', 'hhe-2018-myositis', 'hoffmann-enk-2019', 'house', 'hydrocortisone', 'iceland-octagam', 'iceland-primary-care-intravenous-medicines', 'ideal', 'ig-vena', 'ig-vena-de-leaflet', 'igg-trough', 'igivnex', 'iim-first-line-pilot-2020', 'immune-globulin-us-overview', 'immune-mediated-necrotising-myopathy', 'inflammatory-neuropathy-trial-of-response', 'intragam-10', 'intragam-10-au-label-copy', 'intragam-p', 'intragam-p-nz-handbook', 'intragam-p-nz-label-copy', 'intragam-p-sg-label-digest', 'intratect-100', 'intratect-100-se-smpc-older', 'intratect-100-trial', 'intratect-50', 'intratect-50-cz-smpc', 'intratect-50-de-leaflet-2011', 'intratect-ch-label', 'intratect-hk-label-digest', 'iqymune', 'iqymune-fr-product-page', 'iqymune-uk-leaflet', 'iqymune-uk-leaflet-2023', 'itp', 'ivig-haemolysis-timing-2021', 'jddg-high-dose-ivig-2017', 'juvenile-dermatomyositis', 'juvenile-dermatomyositis-series-1997', 'kaelber-2025', 'katz-shoenfeld-2005', 'kawasaki', 'kawasaki-journal-mis-c', 'kidney-each-cycle', 'kiovig', 'kiovig-eu-leaflet', 'kiovig-smpc-copy', 'lifeblood-bloodstar-2026', 'live-vaccines-eu', 'live-vaccines-us-up-to-1-g', 'live-vaccines-us-up-to-2-g', 'live-vaccines-us-up-to-400-mg', 'measles-post-exposure', 'measles-pre-exposure', 'medscape-igiv', 'methylprednisolone', 'mgh', 'mgh-ivig-policy', 'mis-c', 'mmn', 'mucous-membrane-pemphigoid', 'myasthenia-2023-inpharmd', 'myasthenia-gravis', 'myositis-each-cycle', 'myositis-regimens-2019', 'nba-2026', 'nba-bloodstar-calculator', 'nba-discretionary', 'nba-pemphigus-foliaceus', 'nl-first-infusion', 'nl-ivig002', 'norway-immunoglobulin-immunodeficiency', 'norway-neurology-ivig-procedure', 'norway-nurse', 'norwegian-neurology-handbook', 'notify-ivig-haemolysis', 'octagam-10', 'octagam-10-abbreviated-smpc', 'octagam-10-international-dermatomyositis', 'octagam-10-uk-smpc-older', 'octagam-10-us-distributor', 'octagam-10-us-dosing', 'octagam-10-us-itp', 'octagam-10-us-label-copy', 'octagam-10-us-ndc', 'octagam-5', 'octagam-5-de-text', 'octagam-5-pl-smpc', 'octagam-5-uk-smpc', 'octagam-5-us-distributor', 'octagam-5-us-dosing', 'octagam-5-us-handbook', 'octagam-5-us-ndc', 'octagam-international-dosing', 'octagam-international-dosing-smpc', 'octagam-no-felleskatalogen', 'octagam-ph-label-digest', 'octagam-us-safety', 'ontario', 'ontario-dose-calculator', 'ontario-igum-blistering', 'ontario-igum-cidp', 'ontario-igum-fnait', 'ontario-igum-inflammatory-myopathy', 'ontario-igum-juvenile-myopathy', 'ontario-igum-measles', 'ontario-igum-mis-c', 'ontario-igum-multiple-sclerosis', 'ontario-igum-myasthenia', 'ontario-igum-neurology', 'ontario-igum-nmda-encephalitis', 'ontario-igum-pemphigus-2018', 'ontario-igum-primary-immunodeficiency', 'ontario-igum-rheumatology', 'ontario-igum-secondary-immunodeficiency', 'ontario-igum-transplant', 'other-autoimmune-blistering-disease', 'paediatric-nmda-consensus-2021', 'panzyga', 'panzyga-abbreviated-smpc', 'panzyga-ca-guide', 'panzyga-no-felleskatalogen', 'panzyga-uk-prescribing-information', 'panzyga-uk-smpc', 'panzyga-uk-smpc-copy', 'panzyga-us-dosage-copy', 'panzyga-us-dosing', 'panzyga-us-experienced-chart', 'panzyga-us-label-copy', 'panzyga-us-monograph-copy', 'panzyga-us-product-summary', 'panzyga-us-registry', 'pemphigus-foliaceus', 'pemphigus-management-review', 'pemphigus-vulgaris', 'plangamma-10', 'plangamma-10-es-leaflet', 'plangamma-5', 'plangamma-5-es-leaflet', 'pneumocystis-prophylaxis', 'pneumocystis-prophylaxis-trials', 'polymyositis', 'prednisolone', 'prednisolone-uk-5-mg-leaflet', 'prednisolone-uk-accord-leaflet', 'prednisolone-uk-smpc', 'prednisone', 'prednisone-us-prescriberpoint', 'primary-immunodeficiency', 'printo-jdm', 'printo-juvenile-dermatomyositis-taper', 'privigen', 'privigen-ch-label', 'privigen-eu-leaflet', 'privigen-hk-mims', 'privigen-us-administration', 'privigen-us-dosage-copy', 'privigen-us-dosing', 'privigen-us-label-copy', 'privigen-us-label-quote', 'privigen-us-ndc', 'proderm-listing', 'proderm-octagam-us', 'proderm-safety-2024', 'product', 'qivigy', 'qivigy-calculator-first', 'qivigy-calculator-later', 'qivigy-us-calculator-first', 'qivigy-us-calculator-later', 'qivigy-us-dosing', 'qivigy-us-safety', 'rates', 'relapsing-remitting-multiple-sclerosis', 'response-blistering', 'response-dermatomyositis', 'response-myositis', 'response-neurology-six-months', 'response-neuropathy-three-weeks', 'response-pemphigus-foliaceus-six-months', 'response-rheumatology-six-months', 'rheumapedia-myositis', 'secondary-immunodeficiency', 'siegel-dose-rounding-2010', 'steroid', 'steroid-emergency-card', 'steroid-pulse', 'steroid-side-effects', 'systemic-corticosteroid-guide-2013', 'systemic-lupus-erythematosus', 'systemic-vasculitis', 'therapeutic-guidelines-australia-myositis', 'therapeutic-guidelines-kawasaki', 'thrombosis-each-cycle', 'toledo', 'toledo-ivig-dosing-policy', 'toxic-shock-syndrome', 'transplant-rejection', 'tumour-screening', 'uk-immunoglobulin-request-form', 'uk-low-steroid-vasculitis', 'uk-low-steroid-vasculitis-table', 'uk-request-form', 'uk-steroid-emergency-card', 'uptodate-bivigam-asceniv-storage', 'us-120-percent', 'us-boxed-warning-immune-globulin', 'us-home-infusion', 'us-home-infusion-order-form', 'us-ivig-order-form', 'us-order-set', 'us-pharmacist-ivig-kidney', 'vaccine-antibody-table-georgia', 'weight', 'yimmugo', 'yimmugo-de-fachinfo', 'yimmugo-itp-trial', 'yimmugo-uk-leaflet', 'yimmugo-uk-smpc', 'yimmugo-us-ndc')
    }
    $values = @{
        '*:--request' = @()
        '*:--output' = @()
        '*:-o' = @()
        '*:--config' = @()
        '*:--rejects' = @()
        '*:--from-cycle' = @()
        '*:--weight' = @()
        '*:-w' = @()
        '*:--height' = @()
        '*:--age' = @()
        '*:--pre-pregnancy-weight' = @()
        '*:--weight-factor' = @()
        '*:--phase' = @()
        '*:--dose' = @()
        '*:--days' = @()
        '*:--every' = @()
        '*:--cycles' = @()
        '*:--max-dose' = @()
        '*:--then' = @()
        '*:--concentration' = @()
        '*:-c' = @()
        '*:--vials' = @()
        '*:--split' = @()
        '*:--tolerance' = @()
        '*:--stock' = @()
        '*:--max-rate' = @()
        '*:--pump-step' = @()
        '*:--over' = @()
        '*:--at' = @()
        '*:--tz' = @()
        '*:--start' = @()
        '*:-s' = @()
        '*:--closed' = @()
        '*:--holidays' = @()
        '*:--move-limit' = @()
        '*:--given' = @()
        '*:--cycles-from' = @()
        '*:--cycle-date' = @()
        '*:--steroid-dose' = @()
        '*:--steroid-max' = @()
        '*:--taper-start' = @()
        '*:--tablets' = @()
        '*:--round-to' = @()
        '*:--pulse' = @()
        '*:--accept' = @()
        '*:--label' = @()
        '*:--volume' = @()
        '*:--resume-rate' = @()
        '*:--day' = @()
        '*:--jobs' = @()
        '*:--from' = @()
        '*:--until' = @()
        '*:--inventory' = @()
        '*:--rate' = @()
        '*:--date' = @()
        '*:--fail-on' = @('caution')
        'plan:--format' = @('auto', 'table', 'text', 'json', 'csv', 'ics', 'html')
        'weight:--format' = @('auto', 'table', 'text', 'json', 'csv', 'ics', 'html')
        'dose:--format' = @('auto', 'table', 'text', 'json', 'csv', 'ics', 'html')
        'rates:--format' = @('auto', 'table', 'text', 'json', 'csv', 'ics', 'html')
        'calendar:--format' = @('auto', 'table', 'text', 'json', 'csv', 'ics', 'html')
        'taper:--format' = @('auto', 'table', 'text', 'json', 'csv', 'ics', 'html')
        'plan:-f' = @('auto', 'table', 'text', 'json', 'csv', 'ics', 'html')
        'weight:-f' = @('auto', 'table', 'text', 'json', 'csv', 'ics', 'html')
        'dose:-f' = @('auto', 'table', 'text', 'json', 'csv', 'ics', 'html')
        'rates:-f' = @('auto', 'table', 'text', 'json', 'csv', 'ics', 'html')
        'calendar:-f' = @('auto', 'table', 'text', 'json', 'csv', 'ics', 'html')
        'taper:-f' = @('auto', 'table', 'text', 'json', 'csv', 'ics', 'html')
        'batch:--format' = @('json', 'csv')
        'batch:-f' = @('json', 'csv')
        'forecast:--format' = @('auto', 'table', 'text', 'json', 'csv')
        'forecast:-f' = @('auto', 'table', 'text', 'json', 'csv')
        'check:--format' = @('text', 'json')
        'catalogue list:--format' = @('text', 'json')
        'catalogue show:--format' = @('text', 'json')
        'check:-f' = @('text', 'json')
        'catalogue list:-f' = @('text', 'json')
        'catalogue show:-f' = @('text', 'json')
        '*:--formulary' = @()
        '*:--sex' = @('male', 'female')
        '*:--risk' = @('renal', 'thrombosis', 'heart-failure', 'iga-antibodies', 'hyperprolinaemia', 'fructose-intolerance', 'corn-allergy', 'glucose-meter', 'non-o-blood-group', 'none')
        '*:--first-infusion' = @('yes', 'no', 'unknown')
        '*:--weight-policy' = $ids['weight_policies']
        '*:--regimen' = $ids['variants']
        '*:-r' = $ids['variants']
        '*:--indication' = $ids['regimens']
        '*:--product' = $ids['products']
        '*:-p' = $ids['products']
        '*:--market' = @('us', 'eu', 'uk', 'de', 'fr', 'es', 'it', 'at', 'ch', 'ca', 'au', 'nz', 'sg', 'hk')
        '*:--rounding' = @('vial', 'vial-down', 'vial-up', 'exact', '5g', '10g')
        '*:--rates' = $ids['rate_protocols']
        '*:--move' = @('nearest', 'later', 'earlier', 'each-day')
        '*:--anchor' = @('planned', 'actual')
        '*:--steroid' = $ids['steroids']
        '*:--taper' = $ids['tapers']
        '*:--taper-align' = @('cycles')
        '*:--by' = @('week', 'month')
    }
    $words = @{
        '' = @('plan', 'weight', 'dose', 'rates', 'calendar', 'taper', 'batch', 'forecast', 'check', 'schema', 'catalogue', '--version', '--debug', '--no-color', '--help', '-h')
        'catalogue' = @('list', 'show', 'check')
        'plan' = @('--request', '--from-cycle', '--fail-on', '--format', '-f', '--output', '-o', '--brief', '--explain', '--no-pager', '--config', '--formulary', '--weight', '-w', '--height', '--sex', '--age', '--pregnant', '--pre-pregnancy-weight', '--risk', '--first-infusion', '--weight-policy', '--weight-factor', '--regimen', '-r', '--indication', '--phase', '--dose', '--days', '--every', '--cycles', '--max-dose', '--then', '--product', '-p', '--market', '--concentration', '-c', '--vials', '--rounding', '--split', '--tolerance', '--stock', '--rates', '--max-rate', '--pump-step', '--over', '--at', '--tz', '--start', '-s', '--closed', '--holidays', '--move', '--move-limit', '--anchor', '--given', '--cycles-from', '--cycle-date', '--steroid', '--steroid-dose', '--steroid-max', '--taper', '--taper-start', '--taper-align', '--tablets', '--halves', '--round-to', '--pulse', '--accept', '--label', '--help', '-h')
        'weight' = @('--request', '--format', '-f', '--output', '-o', '--brief', '--explain', '--no-pager', '--config', '--formulary', '--accept', '--label', '--weight', '-w', '--height', '--sex', '--age', '--pregnant', '--pre-pregnancy-weight', '--risk', '--first-infusion', '--weight-factor', '--regimen', '-r', '--phase', '--dose', '--days', '--every', '--max-dose', '--help', '-h')
        'dose' = @('--request', '--format', '-f', '--output', '-o', '--brief', '--explain', '--no-pager', '--config', '--formulary', '--regimen', '-r', '--indication', '--phase', '--dose', '--days', '--every', '--cycles', '--max-dose', '--then', '--accept', '--label', '--weight', '-w', '--height', '--sex', '--age', '--pregnant', '--pre-pregnancy-weight', '--risk', '--first-infusion', '--product', '-p', '--market', '--concentration', '-c', '--vials', '--rounding', '--split', '--tolerance', '--stock', '--rates', '--max-rate', '--pump-step', '--over', '--weight-policy', '--weight-factor', '--help', '-h')
        'rates' = @('--request', '--format', '-f', '--output', '-o', '--brief', '--explain', '--no-pager', '--config', '--formulary', '--accept', '--label', '--weight', '-w', '--height', '--sex', '--age', '--pregnant', '--pre-pregnancy-weight', '--risk', '--first-infusion', '--rates', '--max-rate', '--pump-step', '--over', '--weight-policy', '--weight-factor', '--regimen', '-r', '--indication', '--phase', '--dose', '--days', '--every', '--cycles', '--max-dose', '--then', '--product', '-p', '--market', '--concentration', '-c', '--vials', '--rounding', '--split', '--tolerance', '--stock', '--volume', '--resume-rate', '--increase', '--day', '--at', '--help', '-h')
        'calendar' = @('--request', '--format', '-f', '--output', '-o', '--brief', '--explain', '--no-pager', '--config', '--formulary', '--start', '-s', '--closed', '--holidays', '--move', '--move-limit', '--anchor', '--given', '--cycles-from', '--cycle-date', '--accept', '--label', '--regimen', '-r', '--phase', '--days', '--every', '--cycles', '--then', '--at', '--tz', '--help', '-h')
        'taper' = @('--request', '--format', '-f', '--output', '-o', '--brief', '--explain', '--no-pager', '--config', '--formulary', '--start', '-s', '--closed', '--holidays', '--move', '--move-limit', '--anchor', '--given', '--cycles-from', '--cycle-date', '--accept', '--label', '--steroid', '--steroid-dose', '--steroid-max', '--taper', '--taper-start', '--taper-align', '--tablets', '--halves', '--round-to', '--pulse', '--weight', '-w', '--indication', '--regimen', '-r', '--phase', '--days', '--every', '--cycles', '--market', '--help', '-h')
        'batch' = @('--format', '-f', '--output', '-o', '--rejects', '--jobs', '--config', '--formulary', '--weight-policy', '--weight-factor', '--regimen', '-r', '--indication', '--phase', '--dose', '--days', '--every', '--cycles', '--max-dose', '--then', '--product', '-p', '--market', '--concentration', '-c', '--vials', '--rounding', '--split', '--tolerance', '--stock', '--rates', '--max-rate', '--pump-step', '--over', '--at', '--tz', '--start', '-s', '--closed', '--holidays', '--move', '--move-limit', '--anchor', '--given', '--cycles-from', '--cycle-date', '--steroid', '--steroid-dose', '--steroid-max', '--taper', '--taper-start', '--taper-align', '--tablets', '--halves', '--round-to', '--pulse', '--help', '-h')
        'forecast' = @('--by', '--from', '--until', '--inventory', '--format', '-f', '--output', '-o', '--no-pager', '--rejects', '--config', '--formulary', '--weight-policy', '--weight-factor', '--regimen', '-r', '--indication', '--phase', '--dose', '--days', '--every', '--cycles', '--max-dose', '--then', '--product', '-p', '--market', '--concentration', '-c', '--vials', '--rounding', '--split', '--tolerance', '--stock', '--rates', '--max-rate', '--pump-step', '--over', '--at', '--tz', '--start', '-s', '--closed', '--holidays', '--move', '--move-limit', '--anchor', '--given', '--cycles-from', '--cycle-date', '--steroid', '--steroid-dose', '--steroid-max', '--taper', '--taper-start', '--taper-align', '--tablets', '--halves', '--round-to', '--pulse', '--help', '-h')
        'check' = @('--dose', '--volume', '--rate', '--date', '--format', '-f', '--output', '-o', '--config', '--formulary', '--help', '-h')
        'schema' = @('plan', 'dose', 'weight', 'rates', 'calendar', 'taper', 'check', 'forecast', 'catalogue', 'request') + @('--output', '-o', '--help', '-h')
        'catalogue list' = $ids['kinds'] + @('--format', '-f', '--output', '-o', '--no-pager', '--config', '--formulary', '--help', '-h')
        'catalogue show' = $ids['all'] + @('--format', '-f', '--output', '-o', '--no-pager', '--config', '--formulary', '--help', '-h')
        'catalogue check' = @('--help', '-h')
    }
    $said = @($line.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $position } |
        ForEach-Object { $_.ToString() })
    $command = ''
    foreach ($word in $said) {
        if ($word.StartsWith('-')) { continue }
        $command = "$command $word".Trim()
        if ($command -notin @('catalogue')) { break }
    }
    $previous = if ($said.Count) { $said[-1] } else { '' }
    $found = $values["${command}:$previous"]
    if ($null -eq $found) { $found = $values["*:$previous"] }
    if ($null -eq $found) { $found = $words[$command] }
    $found | Where-Object { $_ -like "$current*" } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
