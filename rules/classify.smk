"""Classify new images, which have no labels, with one trained model.

In: `model` and `images` of the configuration, usually given by --config. Out:
results/classified/<images>-<model>-<digest>/{predictions.csv, refused.csv,
classification.json, contact_sheet.png, contact_sheet.pdf}.
"""

CLASSIFIED = f"results/classified/{classified.name()}"


rule classify:
    input:
        f"{CLASSIFIED}/predictions.csv",
        f"{CLASSIFIED}/contact_sheet.png",


rule classify_images:
    input:
        code=code(
            "scripts/classify_images.py",
            "scripts/galaxybench/networks/model_card.py",
        ),
        model=classified.model_file,
    output:
        predictions=f"{CLASSIFIED}/predictions.csv",
        refused=f"{CLASSIFIED}/refused.csv",
        description=f"{CLASSIFIED}/classification.json",
    log:
        f"results/logs/classify_images/{classified.name()}.log",
    conda:
        "../envs/train.yaml"
    threads: 4
    resources:
        **light(mb=4000, minutes=120),
    params:
        code=digest("classify_images"),
        software=KERAS,
        asked=classified.request,
    message:
        "Classify {params.asked[images]} with {params.asked[model]} "
        "({output.predictions})"
    script:
        "../scripts/classify_images.py"


# A separate job, so that a changed colour does not classify the images again.
rule plot_contact_sheet:
    input:
        code=code("scripts/plot_contact_sheet.py"),
        predictions=f"{CLASSIFIED}/predictions.csv",
        refused=f"{CLASSIFIED}/refused.csv",
        description=f"{CLASSIFIED}/classification.json",
    output:
        png=f"{CLASSIFIED}/contact_sheet.png",
        pdf=f"{CLASSIFIED}/contact_sheet.pdf",
    log:
        f"results/logs/plot_contact_sheet/{classified.name()}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("plot_contact_sheet"),
    message:
        "Draw the contact sheet ({output.png})"
    script:
        "../scripts/plot_contact_sheet.py"
